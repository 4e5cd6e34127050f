"""The report of a run: for a terminal, as a page, and as JSON."""
