"""Checks of a server: the requests sent to it, and the rules for its answers."""
