"""What a server's first bytes say of how it has taken us."""

__all__ = ["first_answer"]


def first_answer(first: bytes) -> str:
    """Return `101`, another status of HTTP, `greeted` for lines, or `closed` for no bytes at all."""
    if not first:
        return "closed"
    if first.startswith(b"HTTP/1."):
        return first[9:12].decode(errors="replace")
    return "greeted"
