"""Checks of OpenAPI documents."""
