"""State: what the mock remembers between requests, in memory or in a file."""
