"""The parts that all checks share: exchanges, findings, runs and baselines."""
