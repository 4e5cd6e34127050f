"""Whatever takes time by its length has its price by its length, and long answers go as they are taken."""

import json
from typing import Any

import pytest
from server_bench import Bench, Peer

from besedka.server.process.config import Config
from besedka.wire.websocket.frames import Opcode, encode_frame

MASK = b"\1\2\3\4"
EMOJI = "😀" * 4000


def frame(opcode: Opcode, payload: bytes = b"", *, fin: bool = True) -> bytes:
    return encode_frame(opcode, payload, fin=fin, mask=MASK)


FRAGMENTS = (
    frame(Opcode.TEXT, fin=False) + frame(Opcode.CONTINUATION, fin=False) * 1000 + frame(Opcode.CONTINUATION)
)
DEEP = frame(Opcode.TEXT, b"[" * 52_000)


def websocket() -> Peer:
    return Bench(Config()).websocket(json=True)


def lines() -> Peer:
    return Bench(Config()).lines_peer()


def seconds_held(peer: Peer, data: bytes) -> float:
    """How long a peer is not read that sends this, a read at a time."""
    start, loop = peer.bench.loop.now, peer.bench.loop
    for place in range(0, len(data), 1 << 16):
        peer.send(data[place : place + (1 << 16)])
        while not peer.transport.reading:
            loop.advance(0.1)
    return loop.now - start


@pytest.mark.parametrize(
    ("data", "least"),
    [
        (DEEP * 10, 10.0),
        (FRAGMENTS * 10, 90.0),
        (frame(Opcode.TEXT) * 1000, 45.0),
        (frame(Opcode.PING) * 10_000, 90.0),
        (frame(Opcode.PONG) * 10_000, 90.0),
    ],
    ids=["deep JSON", "empty fragments", "empty texts", "pings", "pongs"],
)
def test_frames_are_paid_for(data: bytes, least: float) -> None:
    assert seconds_held(websocket(), data) >= least


@pytest.mark.parametrize(
    "data",
    [b"x", b"\r", b"\xff\xfb\x18", b"\xff\xf1", b"\xff\xff", b"\xff\xfa\xff\x01", "é".encode()],
    ids=["a line without end", "CR", "telnet WILL", "telnet NOP", "byte 255", "subnegotiation", "letters"],
)
def test_bytes_that_are_nothing_at_all_are_paid_for(data: bytes) -> None:
    assert seconds_held(lines(), data * ((1 << 20) // len(data))) >= 20.0


def test_an_ordinary_message_costs_what_it_did() -> None:
    peer = websocket()
    assert seconds_held(peer, frame(Opcode.TEXT, b'{"type":"send","text":"hello, everybody"}') * 17) == 0


def test_the_longest_message_fits_a_burst() -> None:
    text = json.dumps({"type": "send", "text": EMOJI}).encode()  # twelve bytes a character
    assert seconds_held(websocket(), frame(Opcode.TEXT, text)) == 0


def test_behind_our_goodbye_the_peers_is_looked_for_at_a_price() -> None:
    peer = websocket()
    peer.say('{"type":"exit"}')
    peer.send(frame(Opcode.TEXT) * 9_000)
    assert peer.transport.reading
    peer.send(frame(Opcode.TEXT) * 9_000)
    assert not peer.transport.reading


# Long answers.


def delayed(bench: Bench, count: int = 100) -> Peer:
    peer = bench.websocket(json=True)
    peer.say(*(json.dumps({"type": "send", "text": EMOJI, "delay": 1000}) for _ in range(count)))
    peer.texts()
    return peer


def told(peer: Peer) -> list[dict[str, Any]]:
    return [json.loads(text) for text in peer.texts()]


@pytest.mark.parametrize(
    ("ask", "kind"), [({"type": "scheduled"}, "scheduled"), ({"type": "cancel", "all": True}, "cancelled")]
)
def test_a_long_answer_comes_in_parts_that_can_be_joined(ask: dict[str, object], kind: str) -> None:
    bench = Bench()
    peer = delayed(bench)
    peer.say(json.dumps({**ask, "ref": "long"}), '{"type":"users","ref":"next"}')
    events = told(peer)
    parts = [event for event in events if event.get("ref") == "long"]
    assert {event["type"] for event in parts} == {kind}
    assert [event.get("more", False) for event in parts] == [True] * (len(parts) - 1) + [False]
    assert sum(len(event["messages"]) for event in parts) == 100
    assert [event["ref"] for event in events] == ["long"] * len(parts) + ["next"]


def test_a_reader_that_takes_no_more_gets_no_more_until_it_does() -> None:
    bench = Bench()
    peer = delayed(bench)
    peer.transport.stuck = True
    peer.say('{"type":"scheduled"}', '{"type":"users"}')
    assert peer.transport.buffered < 1 << 19  # what one flush brings
    bench.loop.advance(10)
    assert bench.hub.population == 1
    while peer.transport.buffered:
        peer.transport.read_all()
        bench.loop.run()
    assert told(peer)[-1]["type"] == "users"


def test_a_long_answer_has_the_price_of_its_length() -> None:
    bench = Bench(Config())
    peer = delayed(bench, 4)
    bench.loop.advance(60)
    for _ in range(5):
        peer.say(*('{"type":"send","text":' + json.dumps(EMOJI, ensure_ascii=False) + "}" for _ in range(4)))
        bench.loop.advance(60)
    peer.texts()
    peer.say('{"type":"history"}')
    at_once = len(told(peer))
    assert not peer.transport.reading
    bench.loop.advance(10)
    rest = told(peer)
    assert at_once >= 1
    assert len(rest) >= 1
    assert "more" not in rest[-1]


def test_what_happens_meanwhile_is_seen_in_between() -> None:
    bench = Bench()
    peer, other = delayed(bench), bench.websocket()
    peer.texts()
    peer.transport.stuck = True
    peer.say('{"type":"scheduled"}')
    other.say("send meanwhile")
    peer.transport.read_all()
    bench.loop.run()
    events = told(peer)
    place = next(index for index, event in enumerate(events) if event["type"] == "message")
    assert 0 < place < len(events) - 1
    assert [event["seq"] for event in events] == sorted(event["seq"] for event in events)


def test_a_long_answer_is_nobodys_when_its_reader_has_gone() -> None:
    bench = Bench()
    peer = delayed(bench)
    peer.transport.stuck = True
    peer.say('{"type":"scheduled"}')
    peer.reset()
    bench.loop.advance(10)
    assert bench.hub.population == 0


@pytest.mark.parametrize("by_lines", [False, True])
def test_nothing_of_a_long_answer_comes_behind_our_goodbye(by_lines: bool) -> None:
    bench = Bench(Config())
    peer = bench.lines_peer() if by_lines else bench.websocket(json=True)
    for _ in range(24):
        if by_lines:
            peer.send(f"send -t 1000 {EMOJI}\n")
        else:
            peer.say(json.dumps({"type": "send", "text": EMOJI, "delay": 1000}))
        bench.loop.advance(10)
    peer.send("scheduled\n") if by_lines else peer.say('{"type":"scheduled"}')
    assert not peer.transport.reading
    bench.hub.stop()
    peer.connection.stop(1001)
    bench.loop.advance(4)
    assert peer.transport.finished or not by_lines
    assert by_lines or peer.output.endswith(b"\x88\x02\x03\xe9")


def test_exit_waits_behind_a_long_answer() -> None:
    bench = Bench()
    peer = delayed(bench)
    peer.say('{"type":"scheduled"}', '{"type":"exit"}')
    kinds = [event["type"] for event in told(peer)]
    assert kinds[-1] == "farewell"
    assert set(kinds[:-1]) == {"scheduled"}


def test_a_slow_reader_of_a_long_answer_goes_whatever_else_it_has_asked() -> None:
    bench = Bench(Config(flood=0.0, outbox=1 << 16))
    peer, other = delayed(bench), bench.websocket()
    peer.transport.stuck = True
    peer.say('{"type":"scheduled"}', '{"type":"users"}', '{"type":"users"}')
    other.say("send more")
    bench.loop.advance(3.5)
    assert bench.hub.population == 1
    assert any("too slow" in text for text in other.texts())


def test_people_read_one_answer() -> None:
    bench = Bench()
    peer = bench.websocket()
    peer.say(*(f"send -t 1000 {EMOJI}" for _ in range(20)))
    peer.texts()
    peer.say("scheduled")
    heads = [line for text in peer.texts() for line in text.split("\n") if " = " in line]
    assert len(heads) == 1
    assert "20 messages are waiting" in heads[0]


def test_one_giant_empties_no_room() -> None:
    bench = Bench(Config(flood=0.0, max_message=1_000_000, outbox=1 << 20))
    readers = [bench.websocket(json=True) for _ in range(5)]
    for reader in readers:
        reader.transport.stuck = True
    speaker = bench.websocket(json=True)
    speaker.say(json.dumps({"type": "send", "text": "я" * 900_000}))
    bench.loop.advance(1)
    for reader in readers:
        reader.transport.read_all()
    bench.loop.advance(10)
    assert bench.hub.population == 6
    assert all("я".encode() * 900_000 in reader.output for reader in readers)
