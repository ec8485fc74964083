"""GetProfile's exports."""
