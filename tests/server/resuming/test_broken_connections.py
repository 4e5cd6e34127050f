"""However a connection ends, its session is detached, and told exactly what it missed over the next one."""

import errno
import json
from collections.abc import Callable
from typing import Any

import pytest
from hub_bench import settle, slow
from resumable_peers import Visitor, kinds, resumable
from server_bench import Bench, Peer

from besedka.chat.language.commands import Detach, Leave
from besedka.server.process.config import Config

BOUND = 1 << 16
HISTORY = 20
"""Messages that the chat keeps in these tests."""


def overflow(bench: Bench, ann: Visitor, bob: Visitor) -> None:
    """More waits for her than may, and she does not read."""
    for number in range(40):
        bob.send(f"{number} " + "x" * 3900)
    bench.loop.advance(3.1)


def overflow_at_once(bench: Bench, ann: Visitor, bob: Visitor) -> None:
    """So much waits that nobody waits for her to read."""
    for number in range(140):
        bob.send(f"{number} " + "x" * 3900)


def overflow_together(bench: Bench, ann: Visitor, bob: Visitor) -> None:
    """More waits for all together than may."""
    bench.hub.fanout._slow_readers._total_bound = 1 << 10
    bob.send("y" * 3900)


def fall_silent(bench: Bench, ann: Visitor, bob: Visitor) -> None:
    bench.keepalive.start()
    for _ in range(50):  # Bob answers pings.
        bench.loop.advance(1.0)
        bob.told()
        bob.peer.send(bob.peer.socket.take_outgoing())
    bench.keepalive.stop()


def close(bench: Bench, ann: Visitor, bob: Visitor) -> None:
    ann.peer.send(ann.peer.socket.close(1001))


def end_the_input(bench: Bench, ann: Visitor, bob: Visitor) -> None:
    ann.peer.eof()


def reset(bench: Bench, ann: Visitor, bob: Visitor) -> None:
    ann.cut()


def be_given_up_by_the_system(bench: Bench, ann: Visitor, bob: Visitor) -> None:
    """As asyncio tells it when nobody has acknowledged anything for TCP_USER_TIMEOUT."""
    ann.peer.transport.closing = ann.peer.transport.aborted = True
    ann.peer.connection.connection_lost(OSError(errno.ETIMEDOUT, "Connection timed out"))
    bench.loop.run()


End = Callable[[Bench, Visitor, Visitor], None]
ENDS: list[tuple[End, str]] = [
    (overflow, "slow"),
    (overflow_at_once, "slow"),
    (overflow_together, "slow"),
    (fall_silent, "timeout"),
    (be_given_up_by_the_system, "timeout"),
    (close, "exit"),
    (end_the_input, "lost"),
    (reset, "lost"),
]


def recorded(bench: Bench) -> list[Any]:
    """The commands that are committed from now on."""
    commands: list[Any] = []
    commit = bench.journal._commit

    def note(entry: Any) -> None:
        commands.append(entry.command)
        commit(entry)

    bench.journal._commit = note
    return commands


@pytest.mark.parametrize(("end", "reason"), ENDS, ids=[end.__name__ for end, _ in ENDS])
def test_a_session_is_detached_and_told_again_what_has_not_come(end: End, reason: str) -> None:
    bench = Bench(Config(flood=0.0, outbox=BOUND))
    commands = recorded(bench)
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann")
    bob.send("arrived")
    ann.told()
    ann.peer.transport.stuck = True
    bob.send("did not").send("psst", "ann").send("nor this")
    end(bench, ann, bob)
    assert bench.hub.population == 1
    assert [command.reason for command in commands if isinstance(command, Detach)] == [reason]
    bob.send("behind").told()
    assert "left" not in kinds(bob.events)
    sent = [event for event in bob.events if event["type"] == "message" and event["text"] != "arrived"]
    public = [event["text"] for event in sent if "to" not in event][-HISTORY:]
    resumed, *missed = ann.resume()
    assert [event["text"] for event in missed if "to" not in event] == public
    assert [event["text"] for event in missed if "to" in event] == ["psst"]
    assert resumed["missed"] - resumed.get("gap", 0) == len(public)
    assert sorted(missed, key=lambda event: event["seq"]) == missed
    ann.cut()
    assert kinds(ann.resume()) == ["resumed"]


@pytest.mark.parametrize("end", [overflow, overflow_at_once])
def test_a_reader_that_was_too_slow_is_told_to_come_back_later(end: End) -> None:
    bench = Bench(Config(flood=0.0, outbox=BOUND))
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann")
    ann.peer.transport.stuck = True
    end(bench, ann, bob)
    assert ann.peer.output.endswith(b"\x88\x02\x03\xf5")  # Close, 1013
    written = ann.peer.output
    bob.send("behind", "ann").send("to all")
    assert ann.peer.output == written


def test_what_breaks_the_protocol_ends_the_session() -> None:
    bench = Bench()
    commands = recorded(bench)
    ann = resumable(bench, "ann")
    ann.peer.send(b"\xff\xff\xff\xff")
    assert [command.reason for command in commands if isinstance(command, Leave)] == ["error"]
    assert kinds(ann.resume()) == ["This session has ended, or never was. `join` begins a new one."]


def test_a_session_without_the_wish_to_come_back_ends_with_its_connection() -> None:
    bench = Bench()
    commands = recorded(bench)
    peer: Peer = bench.websocket("/?name=ann", json=True)
    peer.reset()
    assert [command.reason for command in commands if isinstance(command, Leave)] == ["lost"]


def test_a_slow_reader_that_comes_back_while_its_end_is_being_stored_is_not_detached_again() -> None:
    bench, journal = slow(config=Config(flood=0.0, outbox=BOUND))
    ann = Visitor(bench, "ann").connect().say({"type": "join"})
    settle(bench)
    ann.told()
    (session,) = bench.hub._deliverer.sessions.values()
    assert session.outbox is not None
    bench.hub._slow(session.outbox)
    ann.connect().ask_back()
    assert [type(command).__name__ for _, command in journal.waiting] == ["Detach", "Resume"]
    settle(bench)
    assert kinds(ann.told()) == ["resumed"]
    bob = bench.websocket("/?name=bob", json=True)
    settle(bench)
    bob.say(json.dumps({"type": "send", "text": "hi"}))
    settle(bench)
    assert "hi" in kinds(ann.told())
