"""Backup and restore: database and evidence in one archive, checked by sums."""


class Refused(Exception):
    """Nothing was done; the message says why, and what to do."""
