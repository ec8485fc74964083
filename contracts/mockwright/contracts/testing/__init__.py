"""The mock in a client's own tests: the pytest plugin and interception."""
