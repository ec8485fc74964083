"""Sending: requests as exact bytes, and what comes back."""
