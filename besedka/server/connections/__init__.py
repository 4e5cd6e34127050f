"""A TCP connection from its first byte: what it speaks, and what it becomes."""
