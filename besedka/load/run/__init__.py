"""A whole run: its processes, and the use of the machine under it."""
