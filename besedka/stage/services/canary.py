"""`python -m besedka.stage.services.canary URL FILE [--ca FILE]`: a user who visits the chat once a second.

A visit joins under a name of its own, sends a message, sees it, and leaves; a `CanaryVisit` is appended to FILE when it
has ended, so that visits stand in the order of their ends. A visit begins at every whole second, whether those before
have ended or not: an outage shows as many failed visits. SIGTERM and SIGINT end the canary, behind the visits that are
under way.

Its sessions end with their connections (no `resume`): nothing of a visit that was cut stays in the room.
"""

import argparse
import asyncio
import logging
import secrets
import signal
import ssl
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from besedka.client import Address, BadAddress
from besedka.stage.run_folder import CanaryVisit
from besedka.stage.services.canary_visit import LIMIT, Visitor
from besedka.stage.services.line_file import LineFile
from besedka.stage.services.whole_seconds import whole_seconds

__all__ = ["Canary", "main"]

_MAX_VISITS: Final = 12
"""Visits at a time: more than can be under way with one a second and the limit for each."""

_FAREWELL: Final = 2.0
"""Seconds for the visits under way when the canary ends."""

_logger = logging.getLogger("besedka.stage.canary")


class Canary:
    """Begins a visit at every tick, and gives what came of it to `record`."""

    def __init__(self, visitor: Visitor, record: Callable[[CanaryVisit], None]) -> None:
        self._visitor = visitor
        self._record = record
        self._visits: set[asyncio.Task[CanaryVisit]] = set()
        self._count = 0
        self._run = secrets.token_hex(2)
        self.failed: BaseException | None = None
        """Why no more visits can be recorded."""

    def begin(self) -> None:
        """Begin a visit; if too many are under way, it has failed at once as `busy`."""
        self._count += 1
        if len(self._visits) >= _MAX_VISITS:
            self._write(CanaryVisit(at=time.time(), joined=None, sent=None, seen=None, failed="busy"))
            return
        visit = asyncio.ensure_future(self._visitor.visit(f"canary-{self._run}-{self._count}"))
        self._visits.add(visit)
        visit.add_done_callback(self._done)

    async def finish(self, seconds: float) -> None:
        """Wait for the visits under way; those that take longer than `seconds` are given up and not recorded."""
        if self._visits:
            await asyncio.wait(self._visits, timeout=seconds)
        late = list(self._visits)
        for visit in late:
            visit.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _done(self, visit: "asyncio.Task[CanaryVisit]") -> None:
        self._visits.discard(visit)
        if not visit.cancelled():
            self._write(visit.result())

    def _write(self, visit: CanaryVisit) -> None:
        try:
            self._record(visit)
        except OSError as error:
            self.failed = error


async def _run(visitor: Visitor, file: LineFile) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    canary = Canary(visitor, file.write)
    async for _ in whole_seconds(stopped):
        if canary.failed is not None:
            break
        canary.begin()
    await canary.finish(_FAREWELL)
    if canary.failed is not None:
        raise canary.failed


def main(argv: Sequence[str]) -> int:
    """Visit until SIGTERM; return the exit code: 0, 1 if a file cannot be used, or 2 for a wrong command line."""
    parser = argparse.ArgumentParser("python -m besedka.stage.services.canary")
    parser.add_argument("url")
    parser.add_argument("file", type=Path)
    parser.add_argument("--ca", metavar="FILE", help="certificates of the authorities to trust")
    options = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        tls = ssl.create_default_context(cafile=options.ca) if options.ca else None
        with LineFile(options.file) as file:
            asyncio.run(_run(Visitor(Address.parse(options.url), tls, LIMIT), file))
    except BadAddress as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"the canary cannot run: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
