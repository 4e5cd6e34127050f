"""A TCP connection from its first byte: what it speaks, whether it may come in, what it becomes."""
