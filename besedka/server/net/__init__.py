"""A connection as the operating system sees it: the peer's address, and whether the peer is still there."""
