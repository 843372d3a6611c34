"""What the tables of the overview hold."""
