"""Deterministic values for any schema."""
