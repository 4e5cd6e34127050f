"""Languages, and how each writes times, numbers and names of scripts."""
