"""Checks of a client: a mock beside it, and a verdict on what it sent."""
