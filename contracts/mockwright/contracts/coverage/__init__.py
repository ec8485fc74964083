"""Contract coverage: how much of the documents was exercised."""
