"""The event loop, how seldom garbage is collected, and the limit of open files."""

import asyncio
import gc

__all__ = ["collect_garbage_rarely", "new_event_loop", "raise_file_limit"]

_SELDOM = (20_000, 5, 5)
"""A full look after half a million objects more than there were: those of some 50 000 connections that have ended."""

_PLENTY = 10240
"""Open files to ask for where there is no limit; macOS gives no more."""


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


def raise_file_limit() -> int:
    """Let this process have as many open files as it may; returns how many it has, or 0 when there is no telling."""
    try:
        import resource  # noqa: PLC0415 - Unix only
    except ImportError:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wish = max(soft, _PLENTY) if hard == resource.RLIM_INFINITY else hard
    if soft < wish:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wish, hard))
        except (OSError, ValueError):  # Some systems have a lower limit that they do not tell.
            return soft
    return wish
