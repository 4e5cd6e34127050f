"""The event loop, and how seldom garbage is collected."""

import asyncio
import gc

__all__ = ["collect_garbage_rarely", "new_event_loop"]

_SELDOM = (20_000, 5, 5)
"""A full look after half a million objects more than there were: those of some 50 000 connections that have ended."""


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Return uvloop's event loop when it is installed (`pip install 'besedka[fast]'`), asyncio's own otherwise."""
    try:
        import uvloop  # noqa: PLC0415 - an optional part, and the core needs nothing installed
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def collect_garbage_rarely() -> None:
    """Let Python look for unreachable cycles a few hundred times less often than it does by itself.

    A full look goes through all objects of all sessions: a fifth of a second with seven thousand people, in which
    nobody is served, and with much traffic every few seconds. Our own objects are free of cycles once a connection
    is gone, so that reference counts free them; what is left are asyncio's transports, before Python 3.12.
    """
    gc.set_threshold(*_SELDOM)
