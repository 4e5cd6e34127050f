"""The grammar of typed lines, and corrections suggested for invalid ones."""
