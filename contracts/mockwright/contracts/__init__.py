"""Contracts: what is checked from outside, beginning with documents."""
