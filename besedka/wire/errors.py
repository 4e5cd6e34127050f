"""The one exception of the wire: our own illegal call.

What a peer sends never raises; it becomes an event (or a value) that says what was wrong.
"""

__all__ = ["WireUsageError"]


class WireUsageError(RuntimeError):
    """We asked the wire for something that the protocol does not allow now: a bug of ours."""
