"""Sample data: the demo, and loads for measuring."""
