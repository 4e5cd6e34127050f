"""Keys, and the line that they make; what Tab and the arrows do."""
