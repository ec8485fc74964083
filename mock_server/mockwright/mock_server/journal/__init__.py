"""The journal: every answered request, in memory, in a file, and across workers."""
