"""Loopback doubles of the weather's sources."""
