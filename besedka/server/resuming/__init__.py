"""Sessions that outlive their connections: their tokens, and the connections that take them over."""
