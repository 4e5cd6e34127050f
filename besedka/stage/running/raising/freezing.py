"""Who has frozen a process: it goes on when the last of them says so, or has ended."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from besedka.stage.running.ownership.processes import Process

__all__ = ["frozen"]

_STEP: Final = 0.005


@asynccontextmanager
async def frozen(
    process: Process, folder: Path, freeze: Callable[[], None], thaw: Callable[[], None]
) -> AsyncIterator[None]:
    """Call `freeze` before the block, and `thaw` behind it unless somebody else keeps the process frozen then.

    Each who freezes it shares the lock of a file in `folder`, which the system takes back from whoever is killed; who
    gets the lock alone is the last one. Raises `OSError` if there cannot be such a file.
    """
    file = folder / f"frozen-{process.pid}-{process.start}"
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        while not _lock(descriptor, fcntl.LOCK_SH):  # noqa: ASYNC110 - another program thaws it in this moment
            await asyncio.sleep(_STEP)
        try:
            freeze()
            yield
        finally:
            # Not turned from shared to alone at once: of two who end at the same time, one must get it.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            if _lock(descriptor, fcntl.LOCK_EX):
                thaw()
    finally:
        os.close(descriptor)


def _lock(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
