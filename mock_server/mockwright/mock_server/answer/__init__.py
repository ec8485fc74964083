"""Answers: which documented response a call gets, and what it contains."""
