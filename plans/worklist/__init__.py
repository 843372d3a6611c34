"""What a coordinator's desk holds: all that waits for a coordinator in a year, and the editorial versions."""
