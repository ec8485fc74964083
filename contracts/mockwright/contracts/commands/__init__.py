"""The command line: root command, command groups, and the options shared by all checks."""
