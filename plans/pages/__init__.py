"""The pages of sub-point, agency and reporting year."""
