"""The event loop, and how many connections the operating system lets it have."""

import asyncio

__all__ = ["new_event_loop", "raise_file_limit"]

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
