"""Profiles as requests bring them, as the mock stores them, and as the webhook serves them."""
