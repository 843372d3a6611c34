"""Files and links that stand behind an entry."""
