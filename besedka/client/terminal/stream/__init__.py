"""The client without a terminal to draw on: lines in, lines out."""
