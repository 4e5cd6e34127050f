"""TCP connections: protocol detection, and the stages before the chat."""
