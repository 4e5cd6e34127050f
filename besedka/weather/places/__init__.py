"""Places offline: their names in Cyrillic and Latin, where they are, and which was meant."""
