"""Values of any schema, generated deterministically."""
