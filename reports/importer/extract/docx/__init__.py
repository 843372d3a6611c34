"""A Word file → blocks: its package, styles, numbering, body, and the parts beside the body."""
