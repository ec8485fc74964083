"""Profiles on the command line: made by the thousand, or fetched from an endpoint."""
