"""Generated values that suit the name, the format and the description of their field."""
