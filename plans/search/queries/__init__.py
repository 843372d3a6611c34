"""What a search finds, how, and how it is shown."""
