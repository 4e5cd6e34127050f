"""Real sockets that are opened at the address of the metrics, and never used."""

import asyncio
from contextlib import suppress

import pytest

from besedka.server.metrics.listener import MetricsListener
from besedka.server.metrics.server_figures import Figures
from besedka.server.process.readiness import Readiness

REQUEST = b"GET /readyz HTTP/1.1\r\nHost: metrics\r\n\r\n"


def test_idle_connections_are_all_ended_and_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("besedka.server.metrics.one_request._TIMEOUT", 0.05)
    complaints: list[object] = []

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        listener = MetricsListener(Figures(), Readiness("ready"))
        await listener.bind("127.0.0.1", 0)
        await listener.start()
        idle = [await asyncio.open_connection("127.0.0.1", listener.port) for _ in range(40)]
        for reader, writer in idle:
            with suppress(ConnectionError):
                assert await reader.read() == b""
            writer.close()
        assert listener._connections == {}
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(REQUEST)
        assert b'{"status": "ready"}' in await reader.read()
        writer.close()
        listener.close()
        await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(main(), 60))
    assert complaints == []
