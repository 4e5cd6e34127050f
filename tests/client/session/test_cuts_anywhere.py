"""A real server, and connections that are cut anywhere: nothing lost, nothing twice, nothing out of order."""

import asyncio
from functools import partial
from typing import Any

from async_tests import asynchronous, until
from cutting_relay import real_chat
from hypothesis import given, settings
from hypothesis import strategies as st
from lasting import Naps, Reader

from besedka.chat.language.events import Message, Resumed
from besedka.client import Client, Disconnected, connect

CUTS = st.lists(st.integers(0, 3000) | st.integers(150, 700), max_size=12)
SAYINGS = st.lists(
    st.tuples(st.sampled_from(["ann", "bob"]), st.sampled_from(["all", "one", "later"])),
    min_size=1,
    max_size=30,
)


def heard(reader: Reader, author: str) -> list[str]:
    return [event.text for event in reader.events if isinstance(event, Message) and event.author == author]


def has_heard(reader: Reader, said: dict[str, list[str]]) -> bool:
    return all(len(heard(reader, who)) >= len(texts) for who, texts in said.items())


async def say(chat: Client, to: str, number: int, how: str) -> Any:
    delay = 0 if how == "later" else None
    return await chat.send(f"{number}", to=None if how == "all" else to, delay=delay)


@settings(max_examples=60)
@given(CUTS, SAYINGS)
def test_what_is_said_over_connections_that_are_cut_anywhere_arrives_once_and_in_order(
    cuts: list[int], sayings: list[tuple[str, str]]
) -> None:
    @asynchronous
    async def run() -> None:
        async with real_chat() as (server, relay, port):
            naps = Naps(over=True)
            ann = await connect(f"127.0.0.1:{port}", name="ann", backoff=naps.backoff())
            bob = await connect(f"127.0.0.1:{server.port}", name="bob")
            await until(lambda: ann.resumable)
            relay.cuts = list(cuts)
            relay.cut()
            readers = {"ann": Reader(ann), "bob": Reader(bob)}
            chats = {"ann": ann, "bob": bob}
            asking = [
                asyncio.ensure_future(say(chats[who], "bob" if who == "ann" else "ann", number, how))
                for number, (who, how) in enumerate(sayings)
            ]
            answers = await asyncio.gather(*asking)
            while relay.cuts:
                relay.cut()
                await ann.users()
            said = {who: [str(n) for n, (by, _) in enumerate(sayings) if by == who] for who in chats}
            for reader in readers.values():
                await until(partial(has_heard, reader, said))
            for chat in chats.values():
                await chat.exit()
            for reader in readers.values():
                assert await reader.end() is None
                assert {who: heard(reader, who) for who in said} == said
            numbers = [answer.number for answer in answers]
            assert len(set(numbers)) == len(numbers)
            assert [event.number for event in readers["ann"].events if isinstance(event, Message)] == [
                event.number for event in readers["bob"].events if isinstance(event, Message)
            ]
            lost, back = (readers["ann"].kinds.count(kind) for kind in (Disconnected, Resumed))
            assert back >= 1
            assert lost - back in (0, 1)  # 1: the connection was cut before the farewell

    run()
