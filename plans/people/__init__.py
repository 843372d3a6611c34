"""People of an agency: invitations, roles, closed accounts."""
