"""The control surface under `/_mock/`."""
