"""Profiles as requests contain them, as the mock stores them, and as the webhook serves them."""
