"""Data generation for the strategies: realistic and adversarial values."""
