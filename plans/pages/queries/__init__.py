"""What the pages of sub-point, agency and reporting year show."""
