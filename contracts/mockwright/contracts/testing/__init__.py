"""Test integration: the pytest plugin and in-process interception."""
