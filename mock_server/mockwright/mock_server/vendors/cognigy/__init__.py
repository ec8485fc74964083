"""Cognigy's contact profiles."""
