import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from besedka.stage.running.raising.probes import is_ready
from besedka.stage.table.service import Probe

Check = Callable[[int], Awaitable[bool]]


def answered(answer: bytes, check: Check) -> tuple[bool, bytes]:
    """What the check says of a server with this answer, and what that was asked."""
    asked = b""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked = await reader.read(1000)
        writer.write(answer)
        writer.close()

    async def run() -> bool:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            return await check(server.sockets[0].getsockname()[1])

    return asyncio.run(run()), asked


@pytest.mark.parametrize(
    ("answer", "ready"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.1 503 No\r\n\r\n", False),
        (b"", False),
        (b"\xff\n", False),
    ],
)
def test_http_is_ready_with_200_alone(answer: bytes, ready: bool) -> None:
    found, asked = answered(
        answer, lambda port: is_ready(Probe("http", f"http://127.0.0.1:{port}/readyz?a=1"))
    )
    assert found == ready
    assert asked.startswith(b"GET /readyz?a=1 HTTP/1.1\r\nHost: 127.0.0.1:")


def test_tcp_is_ready_when_somebody_listens() -> None:
    found, _ = answered(b"", lambda port: is_ready(Probe("tcp", f"127.0.0.1:{port}")))
    assert found
    assert not asyncio.run(is_ready(Probe("tcp", "127.0.0.1:1")))
    assert not asyncio.run(is_ready(Probe("http", "http://127.0.0.1:1/")))


def test_a_file_is_ready_when_there_is_something_in_it(tmp_path: Path) -> None:
    probe = Probe("file", str(tmp_path / "file"))
    assert not asyncio.run(is_ready(probe))
    (tmp_path / "file").touch()
    assert not asyncio.run(is_ready(probe))
    (tmp_path / "file").write_text("x")
    assert asyncio.run(is_ready(probe))
