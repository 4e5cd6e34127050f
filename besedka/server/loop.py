"""The event loop, and how many connections the operating system lets it have."""

import asyncio

__all__ = ["new_event_loop", "raise_file_limit"]


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Return uvloop's event loop when it is installed (`pip install 'besedka[fast]'`), asyncio's own otherwise."""
    try:
        import uvloop  # noqa: PLC0415 - an optional part, and the core needs nothing installed
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop


def raise_file_limit() -> int:
    """Let this process have as many open files as it may; returns how many, or 0 when there is no telling."""
    try:
        import resource  # noqa: PLC0415 - Unix only
    except ImportError:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        return 0
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
