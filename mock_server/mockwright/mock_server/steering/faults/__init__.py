"""Simulated faults: failures on request, for testing how a client handles them."""
