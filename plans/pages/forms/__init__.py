"""What is asked on the pages of agency and reporting year."""
