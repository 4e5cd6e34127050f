"""Besedka: an online chat that one command starts."""

__version__ = "0.1.0"
