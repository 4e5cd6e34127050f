"""A session over any number of connections: their loss and return, and what is known meanwhile."""
