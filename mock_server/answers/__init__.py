"""Answers: what the mock says beyond what a schema can."""
