"""What tests control about answers."""
