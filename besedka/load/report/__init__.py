"""What came out, for a terminal, a page and a program."""
