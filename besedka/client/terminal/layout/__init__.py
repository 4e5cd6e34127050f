"""Text layout for a terminal: cells, rows, colors, and the links and names in a text."""
