"""Checks of a profile endpoint: the calls made to it, and the rules for its answers."""
