"""Writes about people: invitations and accounts."""
