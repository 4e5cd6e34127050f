import asyncio
from collections.abc import Coroutine
from typing import Any, cast

import pytest
from server_bench import Recorder

from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.server import Server


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 60))


def server(**settings: Any) -> Server:
    lines: list[str] = []
    return Server(Config(port=0, **settings), Log(cast("Any", Recorder(lines))), "test")


def test_before_its_start_there_is_no_port_and_nothing_to_stop() -> None:
    async def main() -> None:
        idle = server()
        with pytest.raises(RuntimeError):
            _ = idle.port
        await idle.stop(asyncio.Event())

    run(main())


def test_an_empty_server_stops_at_once() -> None:
    async def main() -> None:
        lonely = server()
        await lonely.start()
        assert not lonely.durable
        await lonely.stop(asyncio.Event())

    run(main())


@pytest.mark.parametrize("host", ["", "localhost"])
def test_a_free_port_is_the_same_at_every_address_of_the_host(host: str) -> None:
    async def main() -> None:
        everywhere = server(host=host)
        await everywhere.start()
        assert everywhere._listener is not None
        ports = {listening.getsockname()[1] for listening in everywhere._listener.sockets}
        assert ports == {everywhere.port}
        await everywhere.stop(asyncio.Event())

    run(main())


def test_who_comes_while_the_server_stops_is_sent_away() -> None:
    async def main() -> None:
        busy = server()
        await busy.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", busy.port)
        writer.write(b"users\n")
        await reader.readline()
        port = busy.port
        stopping = asyncio.ensure_future(busy.stop(asyncio.Event()))
        await asyncio.sleep(0)
        with pytest.raises(ConnectionError):
            await asyncio.open_connection("127.0.0.1", port)
        rest = await reader.read()
        assert b"The server is stopping" in rest
        writer.close()
        await writer.wait_closed()
        await stopping

    run(main())


def test_a_hurry_ends_the_politeness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("besedka.server.server._STOP_TIMEOUT", 600)

    async def main() -> None:
        busy = server()
        await busy.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", busy.port)
        writer.write(b"users\n")
        await reader.readline()
        hurry = asyncio.Event()
        hurry.set()
        await busy.stop(hurry)
        writer.close()

    run(main())
