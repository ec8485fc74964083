"""The command line: its root, its groups, and the options that checks share."""
