"""Search over the narratives of all years, within what the reader may see."""
