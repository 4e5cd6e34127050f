"""Besedka: an online chat that starts with one command."""

__all__ = ["DEFAULT_PORT", "__version__"]

__version__ = "0.1.0"

DEFAULT_PORT = 8765
"""The port that servers listen at and clients connect to by default."""
