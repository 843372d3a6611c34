"""The coordinator's assessment of a sub-point, and editorial versions of entries."""
