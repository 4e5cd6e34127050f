"""The event loop, and what of Python is set to suit it: garbage collection, and turns of threads."""

import asyncio
import gc
import sys

__all__ = ["collect_garbage_rarely", "new_event_loop", "switch_threads_soon"]

_GC_THRESHOLDS = (20_000, 5, 5)
"""A full collection after half a million net allocations: the objects of about 50 000 ended connections."""

_SWITCH_INTERVAL = 0.0005
"""Seconds. Python's own are 0.005, which is as long as it takes to write a message to a thousand people."""


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


def switch_threads_soon() -> None:
    """Let a thread that waits for Python's global lock have it after half a millisecond.

    The journal's thread asks for it between its statements, and the event loop, while it writes to many people, gives
    it up for moments alone, which a thread on the same core misses. Nor has the loop to wait for long for a search.
    """
    sys.setswitchinterval(_SWITCH_INTERVAL)
