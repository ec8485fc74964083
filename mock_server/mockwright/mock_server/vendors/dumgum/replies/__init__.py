"""Replies and suggestions."""
