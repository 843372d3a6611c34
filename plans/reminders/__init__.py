"""Reminders of deadlines: whom, when, what was sent."""
