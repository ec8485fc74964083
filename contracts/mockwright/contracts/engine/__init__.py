"""What every check works with: exchanges, findings, runs, baselines."""
