"""An HTTP/1.1 client that sends requests byte for byte and records the answers."""
