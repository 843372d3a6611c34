"""What is typed about a sub-point's assessment and about editorial versions."""
