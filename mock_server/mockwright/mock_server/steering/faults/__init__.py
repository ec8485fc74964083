"""Faults on demand: what a client asks to go wrong, to see what it makes of it."""
