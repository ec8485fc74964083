"""Boundaries: of every rule of a request, the values at its edge and those that break it."""
