"""The smallest HTTP client that the stand's own services need: one request a connection (RFC 9112)."""

import asyncio
import contextlib
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from besedka.deadline import within

__all__ = ["ExchangeError", "get", "post"]

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_MAX_ANSWER: Final = 1 << 22
"""Bytes of an answer, its head included."""


class ExchangeError(Exception):
    """There was no answer in time, or not the one that was asked for. It says why."""


async def get(url: str, seconds: float) -> str:
    """Return the body at an `http:` address. Raises `ExchangeError`, at the latest after so many seconds."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 80
    request = f"GET {parts.path or '/'} HTTP/1.0\r\nHost: {parts.netloc}\r\n\r\n"
    return await _exchange(asyncio.open_connection(host, port), request, seconds)


async def post(socket: Path, path: str, body: str, seconds: float) -> str:
    """Post XML at a Unix socket, and return the body of the answer. Raises `ExchangeError` like `get`."""
    head = f"POST {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
    request = f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}"
    return await _exchange(asyncio.open_unix_connection(socket), request, seconds)


async def _exchange(opening: Coroutine[Any, Any, Streams], request: str, seconds: float) -> str:
    try:
        answer = await within(seconds, _answer(opening, request))
    except (OSError, asyncio.TimeoutError) as error:
        raise ExchangeError(str(error) or "no answer in time") from None
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b"\r\n")[0].split(b" ")
    if len(status) < 2 or status[1] != b"200":
        raise ExchangeError(f"the answer was {b' '.join(status)[:100].decode('ascii', 'replace')!r}")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ExchangeError(str(error)) from None


async def _answer(opening: Coroutine[Any, Any, Streams], request: str) -> bytes:
    reader, writer = await opening
    try:
        writer.write(request.encode())
        answer = b""
        while piece := await reader.read(1 << 16):
            answer += piece
            if len(answer) > _MAX_ANSWER:
                raise ExchangeError("the answer is too long")
        return answer
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
