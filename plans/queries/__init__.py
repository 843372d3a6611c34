"""Every read of the core, each in a bounded number of queries, and the one scope of who sees what (`access`)."""
