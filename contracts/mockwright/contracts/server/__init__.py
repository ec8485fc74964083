"""Checks of a server: what is sent to it, and what each answer is held to."""
