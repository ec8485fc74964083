"""Replays findings: repeats their requests and runs the same check."""
