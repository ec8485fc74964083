"""Replay: a finding is looked for again."""
