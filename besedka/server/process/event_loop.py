"""The event loop and the garbage collection thresholds."""

import asyncio
import gc

__all__ = ["collect_garbage_rarely", "new_event_loop"]

_GC_THRESHOLDS = (20_000, 5, 5)
"""A full collection after half a million net allocations: the objects of about 50 000 ended connections."""


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Return uvloop's event loop if it is installed (`pip install 'besedka[fast]'`), otherwise asyncio's own."""
    try:
        import uvloop  # noqa: PLC0415 - optional: the core has no dependencies
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def collect_garbage_rarely() -> None:
    """Make cyclic garbage collection a few hundred times less frequent than Python's default.

    A full collection traverses all objects of all sessions: it blocks for a fifth of a second with seven thousand
    people, and under heavy traffic every few seconds. The server's own objects have no cycles once a connection is
    closed, so reference counting frees them; what remains are asyncio's transports before Python 3.12.
    """
    gc.set_threshold(*_GC_THRESHOLDS)
