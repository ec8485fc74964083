"""The checks of profile endpoints."""
