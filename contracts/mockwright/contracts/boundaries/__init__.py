"""Boundary requests: for each rule of an operation, values just inside and just outside it."""
