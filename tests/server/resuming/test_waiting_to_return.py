"""Connections that have to wait before they are in, and what else they may send."""

import json

import pytest
from resumable_peers import Visitor, kinds, resumable
from server_bench import Bench

from besedka.wire.websocket import Closed, Pong
from besedka.wire.websocket.frames import Opcode, encode_frame

MASK = b"\1\2\3\4"
FAR = "203.0.113.9"


def crowd(bench: Bench, count: int = 80) -> list[Visitor]:
    """More than come in at once from one address."""
    return [Visitor(bench, f"guest{number}", FAR).connect().say({"type": "join"}) for number in range(count)]


def test_who_comes_back_waits_with_the_others_of_its_address_and_is_told_all_the_same() -> None:
    bench = Bench()
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann", FAR)
    ann.cut()
    crowd(bench)
    bob.send("missed", "ann")
    assert ann.resume() == []
    assert not ann.peer.transport.reading
    bob.send("missed as well")
    bench.loop.advance(10.0)
    assert [kind for kind in kinds(ann.told()) if kind != "joined"] == ["resumed", "missed", "missed as well"]


def test_a_session_that_ends_while_its_return_waits_is_refused() -> None:
    bench = Bench()
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann", FAR)
    ann.cut()
    crowd(bench)
    ann.resume()
    bench.clock += 400_000
    bob.send("tick")
    bench.loop.advance(10.0)
    assert [event.get("code") for event in ann.told()] == ["unknown-session"]


def test_who_goes_while_its_return_waits_takes_nobodys_place() -> None:
    bench = Bench()
    ann = resumable(bench, "ann", FAR)
    ann.cut()
    guests = crowd(bench)
    ann.resume()
    ann.cut()
    bench.loop.advance(10.0)
    assert all(guest.told() for guest in guests)
    assert bench.hub.population == len(guests)
    assert ann.resume()[0]["type"] == "resumed"


def test_a_ping_before_the_first_message_is_answered() -> None:
    ann = Visitor(Bench(), "ann").connect()
    ann.peer.send(encode_frame(Opcode.PING, b"are you there", mask=MASK))
    assert Pong(b"are you there") in ann.peer.events()
    assert kinds(ann.say({"type": "join"}).told()) == ["welcome", "session"]


def test_what_is_no_text_is_refused_and_the_connection_may_join() -> None:
    ann = Visitor(Bench(), "ann").connect()
    ann.peer.send(encode_frame(Opcode.BINARY, b"\0", mask=MASK))
    (refused,) = ann.told()
    assert (refused["type"], refused["seq"]) == ("refused", 0)
    assert kinds(ann.say({"type": "join"}).told()) == ["welcome", "session"]


@pytest.mark.parametrize("first", ["", json.dumps({"type": "users"})])
def test_who_closes_before_the_first_message_is_answered_in_kind(first: str) -> None:
    bench = Bench()
    ann = Visitor(bench, "ann").connect()
    if first:
        ann.peer.say(first)
    ann.peer.send(ann.peer.socket.close(1001))
    assert [event.code for event in ann.peer.events() if isinstance(event, Closed)] == [1001]
    bench.loop.advance(10.0)
    assert ann.peer.transport.closing
    assert bench.registry.connections == {}


def test_the_end_of_the_bytes_before_the_first_message_ends_the_connection() -> None:
    bench = Bench()
    ann = Visitor(bench, "ann").connect()
    ann.peer.eof()
    bench.loop.advance(10.0)
    assert bench.registry.connections == {}
