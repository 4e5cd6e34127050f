"""Besedka: an online chat that one command starts."""

__all__ = ["DEFAULT_PORT", "__version__"]

__version__ = "0.1.0"

DEFAULT_PORT = 8765
"""Where a server listens, and a client looks for it, unless told otherwise."""
