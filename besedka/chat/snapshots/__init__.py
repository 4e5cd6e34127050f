"""The whole state written down as what JSON can carry, and read back to the same state."""
