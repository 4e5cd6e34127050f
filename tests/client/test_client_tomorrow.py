"""The library and a newer server: what it does not know, and answers in several parts."""

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import pytest
from async_tests import asynchronous, until
from fake_server import FakeServer
from serving import served
from tomorrow import events, kinder, wilder

from besedka.chat.language.events import HistoryListed, Message, Recorded, ScheduledListed, Stamp, User
from besedka.client import Client, RefusedError, UnexpectedAnswer, connect
from besedka.client.reassembly import Reassembler
from besedka.dialects.json.client_codec import Received

TIME = "2026-11-22T23:57:02.123Z"
ROW = {"seq": 3, "at": TIME, "number": 3, "from": "eve", "text": "hi"}


def at(server: FakeServer) -> str:
    return f"127.0.0.1:{server.port}"


async def answered(server: FakeServer, chat: Client, call: Awaitable[Any], *answers: dict[str, Any]) -> Any:
    """What a call gives when the server answers it with these messages."""
    server.deaf = True
    server.asked.clear()
    asking = asyncio.ensure_future(call)
    await until(lambda: server.asked)
    ref = chat.next_ref() - 1
    for answer in answers:
        server.raw(json.dumps({"seq": 5, "at": TIME, "ref": ref, **answer}))
    server.deaf = False
    return await asking


@asynchronous
async def test_nothing_that_a_newer_server_says_ends_the_connection() -> None:
    async with served() as server, connect(at(server), name="bob") as chat:
        for kind, event in events().items():
            for fields in (*kinder(event), *wilder(event)):
                server.raw(json.dumps({**fields, "ref": 77}))
            await chat.users()
            if kind != "farewell":  # behind which nobody says anything
                assert chat.connected
        await chat.send("still here")
        assert chat.connected


@asynchronous
async def test_answers_in_parts_are_one_answer_to_who_asked() -> None:
    rows = [{**ROW, "number": number, "seq": number} for number in range(1, 6)]
    more = {"type": "history", "more": True}
    async with served() as server, connect(at(server)) as chat:
        parts = (
            {**more, "messages": rows[:2]},
            {**more, "messages": rows[2:4]},
            {"type": "history", "messages": rows[4:]},
        )
        listed = await answered(server, chat, chat.history(), *parts)
        assert [row.message.number for row in listed] == [1, 2, 3, 4, 5]
        typed = await answered(server, chat, chat.line("history"), *parts)
        assert len(typed.event.messages) == len(typed.fields["messages"]) == 5
        assert not typed.event.more
        users = [
            {"type": "users", "you": "a", "users": [{"name": name}], "more": name == "a"} for name in "ab"
        ]
        assert await answered(server, chat, chat.users(), *users) == (User("a"), User("b"))
        await chat.close()
        came = [received.event async for received in chat if isinstance(received.event, HistoryListed)]
        assert [(len(event.messages), event.more) for event in came] == [(2, True), (2, True), (1, False)] * 2


@asynchronous
async def test_parts_that_end_in_a_refusal_are_refused() -> None:
    async with served() as server, connect(at(server)) as chat:
        more = {"type": "scheduled", "more": True, "messages": []}
        with pytest.raises(RefusedError, match="stop"):
            await answered(
                server, chat, chat.scheduled(), more, {"type": "refused", "code": "x", "text": "stop"}
            )
        assert await chat.scheduled() == ()


@asynchronous
async def test_an_answer_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served() as server, connect(at(server)) as chat:
        monkeypatch.setattr(chat._inbox, "_parts", Reassembler(1000))
        more = {"type": "history", "more": True, "messages": [ROW]}
        with pytest.raises(UnexpectedAnswer, match="too long"):
            await answered(server, chat, chat.history(), *[more] * 30)
        assert await chat.history() == ()


def test_parts_are_told_apart_by_their_type_and_ref() -> None:
    parts = Reassembler()
    row = Recorded(Stamp(1, 1), Message(1, "eve", "hi"))

    def part(ref: int | None, *, more: bool) -> Received:
        return Received(HistoryListed((row,), more=more), Stamp(1, 1), ref, {"messages": [{}]})

    assert parts.add(part(1, more=True), 10) is None
    assert parts.add(part(2, more=True), 10) is None
    other = Received(ScheduledListed(()), Stamp(1, 1), 1)
    assert parts.add(other, 10) is other
    whole = parts.add(part(1, more=False), 10)
    assert whole is not None
    assert len(whole.event.messages) == 2  # type: ignore[union-attr]
    parts.forget(2)
    assert parts.add(alone := part(2, more=False), 10) is alone


@asynchronous
async def test_what_the_server_would_hang_up_on_is_refused_here() -> None:
    async with served() as server, connect(at(server)) as chat:
        await chat.send("\x01" * 40_000)
        for call in (chat.send("я" * 30_000), chat.line("send " + "x" * 60_000), chat.rename("x" * 60_000)):
            with pytest.raises(RefusedError) as caught:
                await call
            assert (caught.value.code, caught.value.params["limit"]) == ("text-too-long", 4000)
        with pytest.raises(UnicodeEncodeError):
            await chat.send("\ud800")
        assert len(server.asked) == 1
        assert await chat.users()


@asynchronous
async def test_help_of_a_newer_server_is_read() -> None:
    async with served() as server, connect(at(server)) as chat:
        rows = [{"name": "poll", "syntax": 5, "more": []}, 5, {"syntax": "x"}]
        commands = await answered(server, chat, chat.help(), {"type": "help", "commands": rows})
        assert [(row.name, row.syntax) for row in commands] == [("poll", "")]
        with pytest.raises(UnexpectedAnswer):
            await answered(server, chat, chat.help(), {"type": "help", "commands": {"poll": {}}})
