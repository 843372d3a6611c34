"""Reports made once, in the background: jobs, the store of what was made, and the making itself."""
