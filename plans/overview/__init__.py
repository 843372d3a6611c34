"""The overview: sub-points × agencies of a year, and sub-points × years of a plan."""
