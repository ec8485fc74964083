"""What a test decides about answers."""
