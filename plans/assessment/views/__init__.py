"""The pages of assessment and editorial version."""
