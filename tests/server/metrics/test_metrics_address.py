"""At which address the metrics are, and who is warned of it."""

import asyncio
import errno
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, cast

import pytest
from server_bench import LIVES, Recorder

from besedka.server.metrics.listener import MetricsAddressError
from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.server import Server
from tests.ports import free_port, taker


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 60))


def server(lines: list[str], metrics: tuple[str, int] | None, **settings: Any) -> Server:
    config = Config(**{"port": 0, "metrics": metrics, **settings})
    return Server(config, Log(cast("Any", Recorder(lines))), f"life {next(LIVES)}")


WARNING = 'event=metrics-open host={} why="there is no password"'


@pytest.mark.parametrize(
    ("host", "is_open"),
    [("127.0.0.1", False), ("localhost", False), ("::1", False), ("0.0.0.0", True), ("::", True)],
)
def test_an_address_that_others_can_reach_is_a_warning(host: str, *, is_open: bool) -> None:
    lines: list[str] = []

    async def main() -> None:
        one = server(lines, (host, 0))
        await one.start()
        address = one.metrics_address
        assert address is not None
        assert (address[0], address[1] > 0) == (host, True)
        await one.stop(asyncio.Event())

    run(main())
    warnings = [line for line in lines if "metrics" in line]
    assert warnings == ([WARNING.format(host)] if is_open else [])


def test_without_the_option_there_is_no_address_and_nothing_to_warn_of() -> None:
    lines: list[str] = []

    async def main() -> None:
        one = server(lines, None, host="0.0.0.0")
        await one.start()
        assert one.metrics_address is None
        await one.stop(asyncio.Event())

    run(main())
    assert not [line for line in lines if "metrics" in line]


def test_an_address_that_is_taken_leaves_the_journal_as_it_is_and_the_chats_port_free(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"

    async def main() -> None:
        first = server([], ("127.0.0.1", 0))
        await first.start()
        assert first.metrics_address is not None
        with pytest.raises(MetricsAddressError):
            await server([], first.metrics_address, journal=str(path)).start()
        with pytest.raises(MetricsAddressError):
            await server([], ("127.0.0.1", first.port), journal=str(path)).start()
        port = first.port
        await first.stop(asyncio.Event())
        again = Server(Config(port=port), Log(cast("Any", Recorder([]))), "life")
        await again.start()
        await again.stop(asyncio.Event())

    run(main())
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_cannot_have_the_chats_port_frees_the_address_of_its_metrics() -> None:
    async def main() -> None:
        first = server([], None)
        await first.start()
        with pytest.raises(OSError) as taken:  # noqa: PT011 - its number is asserted
            await server([], ("127.0.0.1", metrics), port=first.port).start()
        assert taken.value.errno == errno.EADDRINUSE
        await first.stop(asyncio.Event())
        with taker(metrics) as take:
            take()

    with free_port() as metrics:
        run(main())


@pytest.mark.parametrize("host", ["a" * 300, "192.0.2.7"])
def test_an_address_that_nobody_can_have_is_that_error_too(host: str) -> None:
    async def main() -> None:
        with pytest.raises(MetricsAddressError) as caught:
            await server([], (host, 0)).start()
        assert isinstance(caught.value.reason, (OSError, UnicodeError))

    run(main())
