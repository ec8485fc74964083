"""From the bytes of a request to a valid call, or to the problem that refuses it."""
