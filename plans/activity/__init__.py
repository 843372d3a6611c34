"""The journal: who did what, for entry, agency, plan and year."""
