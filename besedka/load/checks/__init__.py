"""What should have been heard, what was, how long it took, and whether that is a failure."""
