"""Client checks: run a client's tests against a mock, and check the requests it received."""
