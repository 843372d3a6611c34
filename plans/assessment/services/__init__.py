"""What is decided about a sub-point and how an entry is worded in the consolidated report."""
