import json

import pytest
from server_bench import Bench, Peer

from besedka.server.process.config import Config
from besedka.wire.websocket import Closed
from besedka.wire.websocket.frames import Opcode, encode_frame

MASK = b"\1\2\3\4"
EMPTY_PING = encode_frame(Opcode.PING, b"", mask=MASK)


def messages(peer: Peer) -> list[str]:
    return [text.rpartition(": ")[2] for text in peer.texts() if " #" in text]


def closed(peer: Peer) -> Closed | None:
    return next((event for event in peer.events() if isinstance(event, Closed)), None)


def throttled(sends: int, *, flood: float = 10.0) -> tuple[Bench, Peer]:
    bench = Bench(Config(flood=flood))
    peer = bench.websocket()
    peer.say(*(f"send {number}" for number in range(sends)))
    return bench, peer


@pytest.mark.parametrize("code", [1000, 1001, 4000])
def test_a_close_frame_is_answered_in_kind_and_nothing_follows_it(code: int) -> None:
    bench = Bench()
    peer, other = bench.websocket(), bench.websocket()
    peer.send(peer.socket.close(code))
    other.say("send hello")
    answer = peer.events()[-1]
    assert (answer.code, answer.clean) == (code, True)
    assert peer.output.endswith(b"\x88\x02" + code.to_bytes(2, "big"))
    assert peer.transport.finished


def test_frames_behind_a_close_frame_are_not_heard() -> None:
    bench = Bench()
    peer, other = bench.websocket(), bench.websocket()
    late = peer.socket.send_text("send late")
    peer.send(peer.socket.close() + late + EMPTY_PING)
    assert messages(other) == []
    assert bench.hub.population == 1


def test_what_was_said_before_a_close_frame_is_heard() -> None:
    bench = Bench()
    peer, other = bench.websocket(), bench.websocket()
    peer.send(peer.socket.send_text("send first") + peer.socket.close())
    assert messages(other) == ["first"]


def test_a_close_frame_in_a_throttled_stream_waits_its_turn() -> None:
    bench, peer = throttled(60)
    other = bench.websocket()
    peer.send(peer.socket.close())
    bench.loop.advance(10)
    assert messages(other)[-1] == "59"
    assert bench.hub.population == 1


def test_the_end_of_the_bytes_waits_its_turn_as_well() -> None:
    bench, peer = throttled(60)
    other = bench.websocket()
    peer.eof()
    assert bench.hub.population == 2
    bench.loop.advance(10)
    assert messages(other)[-1] == "59"
    assert bench.hub.population == 1


def test_a_throttled_nc_gets_all_its_answers() -> None:
    bench = Bench(Config())
    peer = bench.peer().send("".join(f"send {number}\n" for number in range(60))).eof()
    bench.loop.advance(10)
    assert peer.text.count(" #") == 60
    assert "Goodbye" in peer.text.splitlines()[-1]
    assert bench.registry.connections == {}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\x02hi", 1002),
        (b"\xf1\x80" + MASK, 1002),
        (encode_frame(Opcode.TEXT, b"\xff", mask=MASK), 1007),
        (encode_frame(Opcode.TEXT, b"x" * 200_000, mask=MASK), 1009),
        (b"\x81\xff" + b"\x7f" * 8 + MASK, 1009),
        (
            encode_frame(Opcode.TEXT, b"", fin=False, mask=MASK)
            + encode_frame(Opcode.CONTINUATION, b"", fin=False, mask=MASK) * 2000,
            1009,
        ),
    ],
)
def test_a_broken_protocol_gets_its_close_code_and_the_others_are_told(data: bytes, code: int) -> None:
    bench = Bench()
    peer, other = bench.websocket(), bench.websocket()
    peer.send(data)
    end = closed(peer)
    assert end is not None
    assert end.code == code
    assert any("protocol error" in text for text in other.texts())
    bench.loop.advance(1.1)
    assert len(bench.registry.connections) == 1


def test_a_binary_message_is_refused_and_the_connection_stays() -> None:
    peer = Bench().websocket()
    peer.texts()
    peer.send(peer.socket.send_binary(b"\0"))
    assert len(peer.texts()) == 1
    assert not peer.transport.finished


def test_exit_by_websocket_ends_with_1000() -> None:
    bench = Bench()
    peer = bench.websocket()
    peer.say("exit", "users")
    *_, farewell, end = peer.events()
    assert "Goodbye" in farewell.text
    assert end.code == 1000
    assert not peer.transport.finished
    peer.send(peer.socket.take_outgoing())
    assert peer.transport.finished


def test_a_peer_that_never_answers_our_close_is_aborted_after_five_seconds() -> None:
    bench = Bench()
    peer = bench.websocket()
    peer.say("exit")
    for _ in range(49):
        bench.loop.advance(0.1)
        peer.send(EMPTY_PING)
    assert not peer.transport.closing
    bench.loop.advance(0.2)
    assert peer.transport.aborted


def test_a_flood_behind_our_close_takes_its_turns_and_says_nothing() -> None:
    bench = Bench()
    peer = bench.websocket()
    peer.say("exit")
    before = peer.output
    peer.connection.receive(EMPTY_PING * 10_000)
    assert not peer.transport.reading
    bench.loop.run()
    assert peer.output == before
    assert peer.transport.reading


def test_a_throttled_peer_is_read_again_once_we_have_said_goodbye() -> None:
    bench, peer = throttled(200)
    peer.connection.stop(1001)
    bench.loop.run()
    assert peer.transport.reading
    end = closed(peer)
    assert end is not None
    assert end.code == 1001
    peer.send(peer.socket.take_outgoing())
    assert peer.transport.finished


def test_a_goodbye_of_a_throttled_peer_that_is_here_already_ends_it_at_once() -> None:
    bench, peer = throttled(60)
    peer.send(peer.socket.close())
    peer.connection.stop(1001)
    bench.loop.run()
    assert peer.transport.finished


def test_a_second_stop_says_nothing_more() -> None:
    bench = Bench()
    peer = bench.websocket()
    peer.connection.stop(1001)
    peer.connection.stop(1001)
    bench.loop.run()
    assert peer.output.count(b"\x88\x02") == 1


def test_lines_just_end_when_the_server_stops() -> None:
    bench = Bench()
    peer = bench.lines_peer()
    peer.connection.stop(1001)
    bench.loop.run()
    assert peer.transport.finished


def test_a_reset_while_throttled_leaves_nothing() -> None:
    bench, peer = throttled(200)
    peer.reset()
    assert bench.hub.population == 0
    assert bench.loop.pending == []
    bench.loop.advance(60)


def test_a_reset_between_two_turns_leaves_nothing() -> None:
    bench = Bench()
    peer = bench.websocket()
    peer.connection.receive(b"".join(peer.socket.send_text("users") for _ in range(300)))
    peer.reset()
    assert bench.hub.population == 0
    assert bench.loop.pending == []


def test_a_reset_while_the_last_words_wait_leaves_nothing() -> None:
    bench = Bench()
    peer = bench.websocket()
    peer.say("exit")
    peer.reset()
    assert bench.registry.connections == {}
    assert bench.loop.pending == []


def refusing() -> Bench:
    """A server whose journal refuses what is appended at once, as on a full disk."""
    bench = Bench(slow=True)
    bench.journal.refusing = True
    return bench


def test_an_arrival_that_is_refused_at_once_is_told_why_and_closed_for_now() -> None:
    bench = refusing()
    peer = bench.websocket(json=True)
    refusal, end = peer.events()
    assert json.loads(refusal.text)["code"] == "not-stored"
    assert (end.code, bench.hub.population) == (1013, 0)
    assert [line for line in bench.lines if "internal" in line] == []


def test_a_person_who_is_refused_at_once_reads_why() -> None:
    bench = refusing()
    peer = bench.lines_peer("users\nhelp\n")
    assert "could not store" in peer.text
    assert peer.transport.finished
    assert [line for line in bench.lines if "internal" in line] == []
