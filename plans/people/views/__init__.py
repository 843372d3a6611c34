"""The pages of people, of one person, of what waits for a confirmation, and the journal."""
