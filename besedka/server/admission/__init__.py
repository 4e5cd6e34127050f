"""Limits on connections: their number, and the rate at which people from one network may join."""
