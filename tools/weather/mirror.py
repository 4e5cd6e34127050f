"""A mirror of GFS on loopback, with faults that tests switch on. By itself it serves weather that is made up.

    python -m tools.weather.mirror [--port N] [--fault KIND]

It serves the same files under the paths of AWS, Google and NOMADS, as `besedka.weather.gfs.addresses` has them.
"""

import argparse
import asyncio
import contextlib
import hashlib
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from tools.weather.faults import KINDS, Fault, Kind

__all__ = ["Asked", "Files", "Mirror"]

_PREFIX = re.compile(r"/(global-forecast-system/|pub/data/nccf/com/gfs/prod/)?")
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_PIECE = 65_536
_ABSENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>{}</Key></Error>"
)
_PAGE = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Please log in.</body></html>\n"


class Files(Protocol):
    """What a mirror serves: bytes by key, such as `gfs.20250801/00/atmos/gfs.t00z.pgrb2.1p00.f006.idx`."""

    def get(self, key: str, /) -> bytes | None:
        """Return the file; None when it is not there. May take long: it is called in a thread."""


@dataclass
class Asked:
    """A request, its header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Answer:
    """An answer before it is sent."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    sized: bool = True
    """Whether it has a Content-Length; without, the end of the connection is the end of the body."""


class Mirror:
    """An HTTP server for files, with ranges, strong ETags and If-Match (RFC 9110, sections 13 and 14)."""

    def __init__(self, files: Files, *, pause: float = 0.01) -> None:
        self.files = files
        self.faults: list[Fault] = []
        self.asked: list[Asked] = []
        """All requests so far."""

        self.connections = 0
        """How many there have been."""

        self.sent = 0
        """Bytes of bodies so far."""

        self.before: Callable[[Asked], None] = lambda _: None
        """Called with each request before it is answered."""

        self._pause = pause
        self._versions: Counter[str] = Counter()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """The root of the addresses, without a slash at its end."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @property
    def is_idle(self) -> bool:
        """Whether no connection is open."""
        return not self._open

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; 0 takes a port that is free."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port)

    async def aclose(self) -> None:
        """Stop listening, and close all connections."""
        assert self._server is not None
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.connections += 1
        try:
            while await self._serve(await _request(reader), writer):
                pass
        except (OSError, EOFError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the client has gone, or we are closing
        finally:
            self._open.discard(task)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _serve(self, asked: Asked, writer: asyncio.StreamWriter) -> bool:
        """Answer a request; return whether the connection goes on."""
        self.asked.append(asked)
        self.before(asked)
        faults = {fault.kind for fault in self.faults if fault.meets(asked.path)}
        if "silent" in faults:
            await asyncio.Event().wait()
        if "hangs-up" in faults:
            return False
        answer = await self._answer(asked, faults)
        writer.write(_head(answer))
        if asked.method != "HEAD":
            await self._send(answer.body, faults, writer)
        return answer.sized and "cut" not in faults and asked.headers.get("connection", "").lower() != "close"

    async def _send(self, body: bytes, faults: set[Kind], writer: asyncio.StreamWriter) -> None:
        if "cut" in faults:
            body = body[: len(body) // 2]
        piece = 1 if "slow" in faults else _PIECE
        for start in range(0, len(body), piece):
            writer.write(body[start : start + piece])
            await writer.drain()
            self.sent += len(body[start : start + piece])
            if "slow" in faults:
                await asyncio.sleep(self._pause)

    async def _answer(self, asked: Asked, faults: set[Kind]) -> Answer:
        if asked.method not in ("GET", "HEAD"):
            return Answer(405, {"Allow": "GET, HEAD"})
        if (refused := _refused(faults)) is not None:
            return refused
        key = _PREFIX.sub("", asked.path, count=1)
        data = None if "absent" in faults else await asyncio.to_thread(self.files.get, key)
        if data is None:
            return Answer(404, {"Content-Type": "application/xml"}, _ABSENT.format(key).encode())
        if "truncated" in faults:
            data = data[: len(data) // 2]
        if "rewritten" in faults:
            self._versions[key] += 1
        return _found(asked, data, self._described(key, data, faults), faults)

    def _described(self, key: str, data: bytes, faults: set[Kind]) -> dict[str, str]:
        """Headers that say which version of the file this is."""
        described = {"Accept-Ranges": "bytes", "Content-Type": "binary/octet-stream"}
        if "zipped" in faults:
            described["Content-Encoding"] = "gzip"
        if "no-etag" not in faults:
            digest = hashlib.sha256(b"%d:%b" % (self._versions[key], data)).hexdigest()[:32]
            described["ETag"] = ("W/" if "weak-etag" in faults else "") + f'"{digest}"'
        return described


def _refused(faults: set[Kind]) -> Answer | None:
    if "overload" in faults:
        return Answer(302, {"Location": "https://www.example.org/too-many-requests"})
    if "busy" in faults:
        return Answer(503, {"Retry-After": "600"}, b"Slow down.")
    if "forbidden" in faults:
        return Answer(403, {}, b"Access denied.")
    if "broken" in faults:
        return Answer(500, {}, b"Internal error.")
    if "page" in faults:
        return Answer(200, {"Content-Type": "text/html"}, _PAGE)
    return None


def _found(asked: Asked, data: bytes, described: dict[str, str], faults: set[Kind]) -> Answer:
    """The answer for a file that is there."""
    wanted = asked.headers.get("if-match")
    if wanted not in (None, "*") and described.get("ETag") not in [
        each.strip() for each in wanted.split(",")
    ]:
        return Answer(
            412, {"Content-Type": "application/xml"}, b"<Error><Code>PreconditionFailed</Code></Error>"
        )
    found = _RANGE.fullmatch(asked.headers.get("range", ""))
    if found is None or "ignores-range" in faults:  # several ranges are answered with the whole, as S3 does
        return _whole(data, described, faults)
    first, last = int(found[1]), min(int(found[2] or len(data)), len(data) - 1)
    if first > last:
        return Answer(416, {"Content-Range": f"bytes */{len(data)}"})
    return _part(first, last, data, described, faults)


def _whole(data: bytes, described: dict[str, str], faults: set[Kind]) -> Answer:
    if "short" in faults:
        return Answer(200, described, data[: len(data) // 2], sized=False)
    return Answer(206 if "unasked" in faults else 200, described, data)


def _part(first: int, last: int, data: bytes, described: dict[str, str], faults: set[Kind]) -> Answer:
    shift = int("wrong-range" in faults)
    if "no-content-range" not in faults:
        described["Content-Range"] = f"bytes {first + shift}-{last + shift}/{len(data)}"
    shift += int("shifted" in faults)
    body = data[first + shift : last + 1 + shift].ljust(last + 1 - first, b"\0")
    if "too-much" in faults:
        return Answer(206, described, body * 2, sized=False)
    if "short" in faults:
        return Answer(206, described, body[: len(body) // 2], sized=False)
    return Answer(206, described, body)


def _head(answer: Answer) -> bytes:
    sized = {"Content-Length": str(len(answer.body))} if answer.sized else {"Connection": "close"}
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in {**answer.headers, **sized}.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def _request(reader: asyncio.StreamReader) -> Asked:
    """Read a request. Raises `EOFError` when the client closes or sends something else."""
    first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3:
        raise EOFError
    pairs = (line.partition(":") for line in rest if line)
    return Asked(words[0], words[1], {name.lower(): value.strip() for name, _, value in pairs})


async def _run(port: int, kinds: Iterable[Kind]) -> None:
    from tools.weather.gfs_files import MadeUp  # noqa: PLC0415 - needs ecCodes, which tests of the mirror do not

    files = MadeUp()
    await asyncio.to_thread(files.make_present)
    mirror = Mirror(files, pause=0.5)
    mirror.faults = [Fault(kind) for kind in kinds]
    await mirror.start(port)
    print(f"A mirror of GFS with weather that is made up: {mirror.address}", flush=True)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: there Ctrl-C raises KeyboardInterrupt
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    await mirror.aclose()


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.weather.mirror", description="A mirror of GFS on loopback."
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: one that is free)")
    parser.add_argument(
        "--fault", choices=KINDS, action="append", default=[], help="what is wrong with every answer"
    )
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(options.port, options.fault))


if __name__ == "__main__":
    main()
