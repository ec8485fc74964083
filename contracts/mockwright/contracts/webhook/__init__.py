"""Checks of a profile endpoint: what is asked of it, and what each answer is held to."""
