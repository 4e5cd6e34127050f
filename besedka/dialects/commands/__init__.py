"""The one command table, and what is asked and shown, whatever dialect it is written in."""
