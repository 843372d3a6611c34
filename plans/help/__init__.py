"""What each role does here: the three steps of a first visit, and a page of help."""
