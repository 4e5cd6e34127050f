"""A session over any number of connections: loss, reconnection, and the state kept meanwhile."""
