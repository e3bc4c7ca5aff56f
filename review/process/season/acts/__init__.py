"""What each role does to one case, each in a few lines; the story says when."""
