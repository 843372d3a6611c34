"""What was published: frozen, kept for good, taken back as a whole or not at all."""
