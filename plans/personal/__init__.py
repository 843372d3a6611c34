"""What each person sets for oneself: mails, keys, the calendar."""
