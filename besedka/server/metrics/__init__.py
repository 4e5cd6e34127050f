"""Metrics for programs that watch the server: figures, their text, and a listener of their own."""
