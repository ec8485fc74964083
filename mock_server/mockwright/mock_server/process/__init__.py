"""The server process: Granian, workers, signals, timeouts."""
