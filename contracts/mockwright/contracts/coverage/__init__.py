"""Coverage: how much of the contract was exercised."""
