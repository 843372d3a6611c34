"""What is set about the papers themselves: who signs a report, and by which measures it is printed."""
