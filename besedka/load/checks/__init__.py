"""Checks and measurements: expected and received messages, latencies, conditions of failure."""
