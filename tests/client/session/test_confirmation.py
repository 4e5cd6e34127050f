"""When the server is told what the program has seen."""

import asyncio

import pytest
from async_tests import asynchronous, until
from lasting import Reader, kept

from besedka.chat.language.events import Message, Stamp
from besedka.client.session import confirmation
from besedka.client.session.confirmation import Confirmation
from besedka.dialects.json.client_codec import Received


def event(seq: int, to: str | None = None) -> Received:
    return Received(Message(seq, "eve", "hi", to=to), Stamp(seq, 0), None, {"seq": seq})


class Told:
    def __init__(self, *, connected: bool = True) -> None:
        self.seqs: list[int] = []
        self.connected = connected

    def __call__(self, seq: int) -> bool:
        if self.connected:
            self.seqs.append(seq)
        return self.connected


@asynchronous
async def test_private_events_are_confirmed_together_at_the_end_of_the_turn() -> None:
    told = Told()
    one = Confirmation(told)
    for seq in (3, 4, 5):
        one.given(event(seq, to="bob"))
    assert told.seqs == []
    await asyncio.sleep(0)
    assert told.seqs == [5]


@asynchronous
async def test_public_ones_are_confirmed_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    one = Confirmation(told, 2)
    one.given(event(3))
    await asyncio.sleep(0)
    assert told.seqs == []
    one.cancel()
    monkeypatch.setattr(confirmation, "_INTERVAL", 0.0)
    one.given(event(4))
    one.given(event(5))
    await until(lambda: told.seqs)
    assert told.seqs == [5]


@asynchronous
async def test_what_could_not_be_told_is_told_with_the_next() -> None:
    told = Told(connected=False)
    one = Confirmation(told)
    one.given(event(3, to="bob"))
    await asyncio.sleep(0)
    told.connected = True
    one.given(event(4, to="bob"))
    await asyncio.sleep(0)
    one.flush()
    assert told.seqs == [4]
    assert one.seq == 4


@asynchronous
async def test_a_client_confirms_what_it_has_yielded_and_nothing_else() -> None:
    async with kept() as (server, chat):
        server.speak("eve", "one", to="bob")
        first = server.last.seq
        stream = aiter(chat)
        while not isinstance((await anext(stream)).event, Message):
            pass
        server.speak("eve", "two", to="bob")
        await until(lambda: server.sessions.seen)
        await chat.users()
        assert server.sessions.seen == [first]


@asynchronous
async def test_a_client_confirms_before_it_leaves() -> None:
    async with kept() as (server, chat):
        server.speak("eve", "one")
        await Reader(chat).until("one")
        assert server.sessions.seen == []
        await chat.line("exit")
        assert server.sessions.seen == [server.last.seq]
