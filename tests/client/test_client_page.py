"""The examples of docs/client.md, run as they stand there."""

import asyncio
import functools
import re
from pathlib import Path
from typing import Any

import pytest
from async_tests import asynchronous, until
from fake_server import FakeServer
from serving import served

from besedka import client
from besedka.chat.language.events import Message
from besedka.client import Backoff, ConnectionReplaced
from besedka.client.client import Client

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "client.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def example(name: str) -> Any:
    (source,) = [text for text in EXAMPLES if f"async def {name}(" in text]
    namespace: dict[str, Any] = {"__name__": "example"}
    exec(compile(source, name, "exec"), namespace)  # noqa: S102 - our own page
    return namespace[name]


@asynchronous
async def test_the_first_visit_works(capsys: pytest.CaptureFixture[str]) -> None:
    async with served() as server:
        await example("visit")(f"127.0.0.1:{server.port}")
    assert capsys.readouterr().out == "visitor said it under number 2\nvisitor\n"


@asynchronous
async def test_the_bot_answers() -> None:
    async with served() as server:
        bot = asyncio.ensure_future(example("echo")(f"127.0.0.1:{server.port}"))
        await until(lambda: server.peers and server.peers[0].name)
        server.speak("eve", "hello")
        await until(lambda: len(server.history) == 2)
        assert server.history[1].message == Message(3, "parrot", "HELLO", bot=True)
        server.close(1000)
        await bot


@asynchronous
async def test_a_refusal_has_its_code() -> None:
    async with served() as server:
        assert await example("whisper")(f"127.0.0.1:{server.port}", "nobody") == "no-such-user"


@asynchronous
async def test_the_listener_comes_back() -> None:
    async with served() as server:
        backoff = Backoff(uniform=lambda low, high: 0.0)
        listening = asyncio.ensure_future(example("listen_for_ever")(f"127.0.0.1:{server.port}", backoff))
        for visit in (2, 4):
            await until(lambda: server.peers and server.peers[0].name)
            server.drop()
            await until(functools.partial(_reached, server, visit))
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening


@asynchronous
async def test_the_follower_goes_on_with_what_it_missed(capsys: pytest.CaptureFixture[str]) -> None:
    lines: list[str] = []

    def has_said(line: str) -> bool:
        lines.extend(capsys.readouterr().out.splitlines())
        return line in lines

    async with served() as server:
        server.resume = True
        following = asyncio.ensure_future(example("follow")(f"127.0.0.1:{server.port}"))
        await until(lambda: server.sessions.by_token)
        server.speak("eve", "one")
        await until(lambda: has_said("one"))
        (session,) = server.sessions.by_token.values()
        first = session.peer
        server.drop()
        server.speak("eve", "two")
        await until(lambda: session.peer not in (None, first))
        server.speak("eve", "three")
        await until(lambda: has_said("three"))
        server.close(4001)
        with pytest.raises(ConnectionReplaced):
            await following
    assert lines == ["one", "away …", "back: 1 messages, 0 of them are gone", "two", "three"]


@asynchronous
async def test_the_listener_does_not_fight_for_its_session() -> None:
    async with served() as server:
        server.resume = True
        listening = asyncio.ensure_future(example("listen_for_ever")(f"127.0.0.1:{server.port}", Backoff()))
        await until(lambda: server.sessions.by_token)
        server.close(4001)
        with pytest.raises(ConnectionReplaced):
            await listening


def _reached(server: FakeServer, seq: int) -> bool:
    return server.last.seq >= seq


def test_every_call_of_the_page_exists() -> None:
    for name in re.findall(r"chat\.(\w+)\(", PAGE):
        assert hasattr(Client, name)


def test_the_package_offers_what_it_names_and_nothing_else() -> None:
    for name in client.__all__:
        assert getattr(client, name) is not None
    with pytest.raises(AttributeError):
        _ = client.nothing


def test_every_example_is_tried() -> None:
    assert len(EXAMPLES) == 5
