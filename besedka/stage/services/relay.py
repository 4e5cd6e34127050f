"""`python -m besedka.stage.services.relay LISTEN_ADDRESS:PORT TARGET_ADDRESS:PORT CONTROL_SOCKET`: a TCP relay.

It relays IPv4 connections, and treats them as its control socket says (`relaying.conduct`): a line of JSON in, such as
`{"do": "slow", "delay": 0.2, "rate": null}`, and a line of JSON out, with the `mode`, `delay` and `rate` as they are
now, how many `connections` there are, and how many were `accepted` so far; or an `error`. What was asked for holds as
long as the connection is open on which it was, or until another order comes on it; what several ask for holds together
(`relaying.conduct.all_together`). SIGTERM and SIGINT end it.
"""

import asyncio
import json
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from besedka.descriptors import raise_file_limit
from besedka.stage.services.relaying.conduct import (
    MAX_LINE,
    PASS,
    Conduct,
    ControlError,
    all_together,
    read_order,
)
from besedka.stage.services.relaying.link import End, Link

__all__ = ["Relay", "main"]

_MAX_CONNECTIONS: Final = 10_000
_BUFFER: Final = 1 << 16
_BACKLOG: Final = 2048
_USAGE: Final = (
    "usage: python -m besedka.stage.services.relay LISTEN_ADDRESS:PORT TARGET_ADDRESS:PORT CONTROL_SOCKET"
)
_logger = logging.getLogger("besedka.stage.relay")


class Relay:
    """Relays what comes in at `listen` to `target`. Ends all connections on `close`.

    More than `_MAX_CONNECTIONS` at a time are reset. Raises `OSError` from `start` if it cannot listen.
    """

    def __init__(self, listen: tuple[str, int], target: tuple[str, int]) -> None:
        self._listen, self._target = listen, target
        self._conduct = PASS
        self._buffer = memoryview(bytearray(_BUFFER))
        self._links: set[Link] = set()
        self._accepted = 0
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen; return the port."""
        self._server = await asyncio.get_running_loop().create_server(
            self._new_end, *self._listen, backlog=_BACKLOG
        )
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def close(self) -> None:
        """Stop listening, and reset all connections."""
        if self._server is not None:
            self._server.close()
        for link in list(self._links):
            link.reset()

    @property
    def state(self) -> dict[str, Any]:
        """How it is now, as its control socket answers."""
        conduct = self._conduct
        return {
            "mode": conduct.mode,
            "delay": conduct.delay,
            "rate": conduct.rate,
            "connections": len(self._links),
            "accepted": self._accepted,
        }

    async def follow(self, conduct: Conduct) -> None:
        """Treat all connections in this way from now on. Those of which something was thrown away are reset."""
        if conduct == self._conduct:
            return
        _logger.info("%s", conduct)
        self._conduct = conduct
        for link in list(self._links):
            if conduct.mode == "cut" or (link.spoiled and conduct.mode != "half-open"):
                link.reset()
            else:
                link.follow(conduct)
        await asyncio.sleep(0)  # Transports are closed in the loop's next round.

    def _new_end(self) -> End:
        return Link(self._target, self._conduct, self._buffer, self._begin, self._links.discard).client

    def _begin(self, link: Link) -> bool:
        self._accepted += 1
        self._links.add(link)
        return self._conduct.mode != "cut" and len(self._links) <= _MAX_CONNECTIONS


class Control:
    """Serves the control socket of a relay, for its owner alone."""

    def __init__(self, relay: Relay, path: Path) -> None:
        self._relay = relay
        self._path = path
        self._server: asyncio.AbstractServer | None = None
        self._asked: dict[asyncio.StreamWriter, Conduct] = {}
        """What each connection to the control socket asks for."""

    async def start(self) -> None:
        """Listen; a socket that was left behind by a relay that ended badly is replaced."""
        self._server = await asyncio.start_unix_server(self._serve, self._path, limit=MAX_LINE)
        self._path.chmod(0o600)

    def close(self) -> None:
        """Stop listening, and remove the socket."""
        if self._server is not None:
            self._server.close()
        for writer in self._asked:
            writer.transport.abort()
        self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._asked[writer] = PASS
        try:
            while line := await _line(reader):
                writer.write(json.dumps(await self._answer(line, writer)).encode() + b"\n")
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            del self._asked[writer]
            writer.close()
            await self._follow_all()

    async def _answer(self, line: bytes, asking: asyncio.StreamWriter) -> dict[str, Any]:
        try:
            conduct = read_order(line)
        except ControlError as error:
            return {"error": str(error)}
        if conduct is not None:
            self._asked[asking] = conduct
            await self._follow_all()
        return self._relay.state

    async def _follow_all(self) -> None:
        await self._relay.follow(all_together(self._asked.values()))


async def _line(reader: asyncio.StreamReader) -> bytes:
    """Return the next line; what is longer than `MAX_LINE` comes in pieces that are no orders."""
    try:
        return await reader.readline()
    except ValueError:
        return b"..."


async def _run(listen: tuple[str, int], target: tuple[str, int], control: Path) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    relay = Relay(listen, target)
    served = Control(relay, control)
    await relay.start()
    try:
        await served.start()
        _logger.info("%s:%d to %s:%d", *listen, *target)
        await stopped.wait()
    finally:
        served.close()
        relay.close()
        await asyncio.sleep(0)  # Transports are closed in the loop's next round.


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not (host and port.isascii() and port.isdigit() and 0 <= int(port) < 1 << 16):
        raise ValueError(f"{text!r} is not ADDRESS:PORT")
    return host, int(port)


def main(argv: Sequence[str]) -> int:
    """Relay until SIGTERM; return the exit code: 0, 1 if it cannot listen, or 2 for a wrong command line."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if len(argv) != 3:
        print(_USAGE, file=sys.stderr)
        return 2
    try:
        listen, target = _address(argv[0]), _address(argv[1])
        raise_file_limit(2 * _MAX_CONNECTIONS + 100)
        asyncio.run(_run(listen, target, Path(argv[2])))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"the relay cannot run: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
