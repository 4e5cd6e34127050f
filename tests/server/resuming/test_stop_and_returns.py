"""Sessions that come back while the server stops, and after that."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hub_bench import settle, slow
from resumable_peers import Visitor, kinds, resumable
from server_bench import LIVES, Bench, Recorder
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from besedka.journal.sqlite.inspection import export
from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.server import Server
from besedka.server.sessions.chat_connection import GOING_AWAY


def away(bench: Bench) -> Visitor:
    """Somebody without a connection, for whom a message waits."""
    bob = Visitor(bench, "bob").connect().say({"type": "join"})
    ann = Visitor(bench, "ann").connect().say({"type": "join"})
    settle(bench)
    ann.told()
    ann.cut()
    bob.send("missed", "ann")
    settle(bench)
    return ann


def in_the_next_life(ann: Visitor) -> list[str]:
    ann.bench, _ = slow(ann.bench.journal.reopened())
    ann.connect().ask_back()
    settle(ann.bench)
    return kinds(ann.told())


@pytest.mark.parametrize("stopped_first", [False, True])
@pytest.mark.parametrize("closed_first", [False, True])
def test_a_return_that_is_under_way_at_the_stop_harms_nothing(
    stopped_first: bool, closed_first: bool
) -> None:
    bench, _ = slow()
    ann = away(bench)
    ann.connect()
    if stopped_first:
        bench.hub.stop()
    ann.ask_back()
    if not stopped_first:
        bench.hub.stop()
    if not closed_first:
        settle(bench)
        assert kinds(ann.told())[:2] == ["resumed", "missed"]
    ann.peer.connection.stop(GOING_AWAY)
    settle(bench)
    written = ann.peer.output
    settle(bench)
    assert ann.peer.output == written
    ann.seq = 0
    assert in_the_next_life(ann)[:2] == ["resumed", "missed"]


def test_a_return_that_the_stopping_server_cannot_store_is_refused() -> None:
    bench, journal = slow()
    ann = away(bench)
    ann.connect().ask_back()
    bench.hub.stop()
    journal.refuse(9)
    assert [event["code"] for event in ann.told() if event["type"] == "refused"] == ["not-stored"]
    bench.loop.advance(5.0)
    settle(bench)
    assert in_the_next_life(ann) == ["resumed", "missed"]


class Line:
    """A connection of somebody who comes back to a real server."""

    def __init__(self, peer: ClientConnection) -> None:
        self._peer = peer

    async def ask(self, **message: Any) -> None:
        await self._peer.send(json.dumps(message))

    async def next(self, *kinds: str) -> dict[str, Any]:
        while True:
            event: dict[str, Any] = json.loads(await self._peer.recv())
            if event["type"] in kinds:
                return event


def line(server: Server, name: str) -> connect:
    address = f"ws://127.0.0.1:{server.port}/?name={name}&resume=1"
    return connect(address, subprotocols=[Subprotocol("besedka.v1.json")])


async def start(log: list[str], **settings: Any) -> Server:
    recorder: Any = Recorder(log)
    server = Server(Config(port=0, flood=0.0, **settings), Log(recorder), f"life {next(LIVES)}")
    await server.start()
    return server


def test_a_secret_is_neither_in_the_journal_nor_in_its_snapshot_nor_in_a_log(tmp_path: Path) -> None:
    log: list[str] = []
    path = tmp_path / "chat.db"

    async def main() -> str:
        server = await start(log, journal=str(path))
        async with line(server, "ann") as peer:
            ann = Line(peer)
            await ann.ask(type="join")
            token: str = (await ann.next("session"))["token"]
        for wrong in (False, True):
            async with line(server, "ann") as peer:
                ann = Line(peer)
                await ann.ask(type="resume", token=token[wrong:], seq=0)
                await ann.next("resumed", "refused")
        await server.stop(asyncio.Event())
        again = await start(log, journal=str(path))
        async with line(again, "ann") as peer:
            ann = Line(peer)
            await ann.ask(type="resume", token=token, seq=0)
            assert (await ann.next("resumed"))["name"] == "ann"
        await again.stop(asyncio.Event())
        return token

    token = asyncio.run(asyncio.wait_for(main(), 60))
    secret = token.rpartition(".")[2]
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"ann" in stored
    assert secret.encode() not in stored
    assert secret not in "\n".join(map(str, export(path)))
    assert log
    assert secret not in "\n".join(log)


def test_a_server_without_a_journal_that_was_started_anew_says_so_at_once_however_often() -> None:
    async def main() -> list[str]:
        log: list[str] = []
        first = await start(log)
        async with line(first, "ann") as peer:
            await Line(peer).ask(type="join")
            token: str = (await Line(peer).next("session"))["token"]
        await first.stop(asyncio.Event())
        second = await start(log)
        codes: list[str] = []
        async with line(second, "ann") as peer:
            for _ in range(60):
                await Line(peer).ask(type="resume", token=token, seq=5)
                codes.append((await Line(peer).next("refused"))["code"])
        await second.stop(asyncio.Event())
        return codes

    assert asyncio.run(asyncio.wait_for(main(), 30)) == ["new-server"] * 60


def test_a_server_without_a_journal_returns_what_waits_for_who_is_away_when_it_stops() -> None:
    bench = Bench()
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann")
    ann.cut()
    bob.send("missed", "ann").told()
    bench.hub.stop()
    stopping, left, undelivered = bob.told()
    assert (stopping["type"], left["type"], left["name"]) == ("stopping", "left", "ann")
    assert (undelivered["type"], undelivered["text"], undelivered["to"]) == ("undelivered", "missed", "ann")
    assert [event["code"] for event in ann.resume()] == ["unknown-session"]
