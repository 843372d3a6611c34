"""Blocks → a parsed report: its title, its items under their headings, its signature, and notes on all of them."""
