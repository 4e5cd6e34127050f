"""The client without a screen: lines in, lines out."""
