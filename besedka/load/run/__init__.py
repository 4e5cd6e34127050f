"""A whole run: the processes that make it, and the machine under it."""
