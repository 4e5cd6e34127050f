"""Languages, and how each of them writes times, numbers and names of scripts."""
