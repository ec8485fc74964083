"""The commands `profiles`, which generates profiles, and `profile fetch`."""
