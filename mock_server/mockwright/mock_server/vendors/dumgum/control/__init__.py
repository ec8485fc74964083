"""DumGum's routes of the control surface."""
