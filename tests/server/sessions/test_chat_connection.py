from server_bench import Bench, Peer, handshake

from besedka.server.process.config import Config
from besedka.wire.websocket import Closed, Ping
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


def test_too_fast_is_slowed_down_and_nothing_is_lost() -> None:
    bench, peer = throttled(200)
    assert len(messages(peer)) < 25
    assert not peer.transport.reading
    peer.transport.writes.clear()
    peer._seen = 0
    bench.loop.advance(20)
    assert messages(peer) == [str(number) for number in range(18, 200)]
    assert peer.transport.reading


def test_the_pace_is_the_one_that_was_chosen() -> None:
    bench, peer = throttled(200)
    messages(peer)
    bench.loop.advance(5)
    assert 49 <= len(messages(peer)) <= 51


def test_one_that_is_slowed_down_slows_nobody_else() -> None:
    bench, peer = throttled(200)
    other = bench.websocket()
    other.say("send quick")
    assert messages(other)[-1] == "quick"
    assert peer.transport.reading is False


def test_without_a_limit_everything_goes_at_once() -> None:
    _, peer = throttled(500, flood=0)
    assert messages(peer) == [str(number) for number in range(500)]


def test_a_hasty_peer_is_not_read_while_it_waits_for_its_next_turn() -> None:
    bench = Bench()
    peer = bench.websocket()
    peer.connection.receive(b"".join(peer.socket.send_text("users") for _ in range(300)))
    assert not peer.transport.reading
    bench.loop.run()
    assert peer.transport.reading


def test_one_turn_is_not_for_all_that_a_peer_has_sent() -> None:
    bench = Bench()
    hasty, other = bench.websocket(), bench.websocket()
    hasty.connection.receive(b"".join(hasty.socket.send_text(f"send {n}") for n in range(300)))
    other.connection.receive(other.socket.send_text("send other"))
    bench.loop.run()
    heard = messages(other)
    assert heard.index("other") < 100


def test_more_bytes_do_not_make_more_turns() -> None:
    bench = Bench()
    peer = bench.websocket()
    for _ in range(10):
        peer.connection.receive(b"".join(peer.socket.send_text("users") for _ in range(100)))
    assert len(bench.loop.ready) <= 3
    bench.loop.run()
    assert len(peer.texts()) == 1000 + 1


def test_a_flood_of_pings_costs_too() -> None:
    bench = Bench(Config())
    peer = bench.websocket()
    peer.send(EMPTY_PING * 1000)
    assert not peer.transport.reading
    bench.loop.advance(100)
    assert peer.transport.reading


def test_long_answers_cost_more_than_short_ones() -> None:
    bench = Bench(Config())
    for _ in range(300):
        bench.peer("10.0.0.1").upgrade("/?name=" + "x" * 20)
    peer = bench.websocket()
    peer.events()
    peer.say(*["users"] * 20)
    assert len(peer.texts()) < 20


def test_a_peer_that_does_not_read_its_answers_is_not_read_either() -> None:
    bench = Bench(Config(flood=0.0, outbox=1 << 30))
    peer = bench.websocket()
    peer.transport.stuck = True
    for _ in range(50):
        peer.say(*["help"] * 200)
    assert peer.transport.buffered < 1_000_000
    assert [peer.transport.reading] == [False]
    peer.transport.read_all()
    bench.loop.run()
    assert peer.transport.reading
    assert len(peer.texts()) == 10_000 + 1


def test_what_came_behind_the_handshake_is_heard() -> None:
    bench = Bench()
    peer = bench.peer()
    frame = encode_frame(Opcode.TEXT, b"send first", mask=MASK)
    peer.send(handshake() + frame)
    assert b": first" in peer.output


# Whether anybody is there.


def test_a_peer_whose_pong_waits_to_be_read_stays() -> None:
    bench = Bench()
    bench.keepalive.start()
    peer = bench.websocket()
    bench.loop.advance(2)
    peer.transport.socket.waiting = b"\x8a"
    bench.loop.advance(20)
    assert bench.hub.population == 1
    peer.transport.socket.waiting = None
    bench.loop.advance(41)
    assert bench.hub.population == 0


def test_a_silent_peer_is_pinged_and_stays_when_it_answers() -> None:
    bench = Bench()
    bench.keepalive.start()
    peer = bench.websocket()
    for _ in range(60):
        bench.loop.advance(5)
        if any(isinstance(event, Ping) for event in peer.events()):
            peer.send(peer.socket.take_outgoing())
    assert bench.hub.population == 1


def test_a_peer_that_does_not_answer_a_ping_is_gone() -> None:
    bench = Bench()
    bench.keepalive.start()
    peer, other = bench.websocket(), bench.lines_peer()
    bench.loop.advance(41)
    assert bench.hub.population == 1
    assert "no response" in other.text
    bench.loop.advance(6)
    assert peer.transport.aborted


def test_nobody_who_is_held_back_is_taken_for_dead() -> None:
    bench, _ = throttled(2000, flood=5)
    bench.keepalive.start()
    bench.loop.advance(120)
    assert bench.hub.population == 1


def test_lines_are_not_pinged() -> None:
    bench = Bench()
    bench.keepalive.start()
    peer = bench.lines_peer()
    before = peer.output
    bench.loop.advance(100)
    assert peer.output == before
    assert bench.hub.population == 1


def test_a_wish_that_cannot_be_had_is_refused_behind_the_welcome() -> None:
    peer = Bench().websocket("/?lang=xx&name=admin")
    welcome, *refused = peer.texts()
    assert "guest-1" in welcome
    assert len(refused) == 2
