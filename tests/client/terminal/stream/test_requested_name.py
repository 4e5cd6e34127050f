import pytest
from async_tests import asynchronous
from fake_server import FakeServer
from serving import served

from besedka.client import Client, connect
from besedka.client.terminal.stream.requested_name import name_denied
from besedka.dialects.words.languages import language

ENGLISH = language("en")


async def enter(server: FakeServer, name: str | None) -> Client:
    return await connect(f"127.0.0.1:{server.port}", name=name)


@pytest.mark.parametrize(("given", "wish"), [("bob", "bob"), ("zo\u00eb", "zoe\u0308"), (None, None)])
@asynchronous
async def test_a_wish_that_came_true_is_no_trouble(given: str | None, wish: str | None) -> None:
    async with served() as server, await enter(server, given) as chat:
        assert await name_denied(chat, wish, ENGLISH) is None


@asynchronous
async def test_a_name_that_is_taken_is_told_with_the_chats_reason() -> None:
    async with served() as server, await enter(server, "bob"), await enter(server, "bob") as chat:
        denied = await name_denied(chat, "bob", ENGLISH)
        assert denied is not None
        assert denied.startswith(
            "The name “bob” is not available, and a script must not speak under another one. "
        )
        assert denied.count("bob") > 1


@asynchronous
async def test_neither_the_name_nor_the_reason_commands_a_terminal() -> None:
    async with served() as server, await enter(server, "guest") as chat:
        server.raw(
            '{"type":"refused","seq":9,"at":"2026-11-22T23:57:02.123Z","code":"x","params":{},'
            '"text":"no\\u001b[2J\\nway"}'
        )
        denied = await name_denied(chat, "b\x9bob", ENGLISH)
        assert denied is not None
        assert denied.startswith("The name “bob” is not available")
        assert denied.endswith(" no[2J way")


@asynchronous
async def test_a_server_that_gives_no_reason_is_not_waited_for() -> None:
    async with served() as server, await enter(server, "guest") as chat:
        denied = await name_denied(chat, "bob", ENGLISH, patience=0.01)
        assert denied == "The name “bob” is not available, and a script must not speak under another one."


@pytest.mark.parametrize("code", [1000, 1011])
@asynchronous
async def test_a_server_that_hangs_up_instead_gives_no_reason(code: int) -> None:
    async with served() as server, await enter(server, "guest") as chat:
        server.close(code)
        denied = await name_denied(chat, "bob", ENGLISH)
        assert denied == "The name “bob” is not available, and a script must not speak under another one."
