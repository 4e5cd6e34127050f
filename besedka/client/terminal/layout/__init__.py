"""What text is on a terminal: cells, rows, colours, and the addresses and names in it."""
