"""Questions that are answered from a journal's archive: their place among other requests, and their ends."""

import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from hand_archive import HandArchive
from hub_bench import inside, send, settle, slow, told
from plain_messages import PlainMessages
from server_bench import Bench, Peer
from server_fakes import FakeTransport

from besedka.chat.language.commands import Leave, Send
from besedka.chat.language.events import Message
from besedka.chat.language.questions import ListUsers, Search
from besedka.chat.state.messages import HistoryRow
from besedka.dialects import JSON, Request
from besedka.server.fanout.encoding import encoding
from besedka.server.fanout.outbox import Outbox
from besedka.server.process.config import Config
from besedka.server.sessions.session import Session


def scene(*texts: str, config: Config | None = None) -> tuple[Bench, HandArchive, Peer]:
    """One who is in, in a chat in which all that was said is in an archive."""
    archive = HandArchive()
    bench, _ = slow(archive=archive, config=config or Config(flood=0.0))
    peer = inside(bench, "/?name=ann")
    for text in texts:
        peer.say(send(0, text))
        settle(bench)
    peer.texts()
    return bench, archive, peer


def search(ref: int, text: str = "word") -> str:
    return json.dumps({"type": "search", "text": text, "ref": ref})


def events(peer: Peer) -> list[Any]:
    peer.bench.loop.run()
    return [json.loads(text) for text in peer.texts()]


# -- what is asked of whom


def test_what_is_older_than_the_memory_is_found_in_the_archive() -> None:
    bench, archive, peer = scene(*(f"word {index}" for index in range(30)))
    assert len(bench.hub._chat.history) == 20
    peer.say(search(1))
    assert told(peer) == []
    archive.run()
    (found,) = events(peer)
    assert (found["type"], found["ref"]) == ("search", 1)
    assert [row["text"] for row in found["messages"]] == [f"word {index}" for index in range(29, -1, -1)]


def test_older_messages_are_paged_from_the_archive() -> None:
    bench, archive, peer = scene(*(f"word {index}" for index in range(30)))
    numbers = [row.message.number for row in archive.rows]
    peer.say(json.dumps({"type": "history", "count": 2, "before": numbers[5], "ref": 1}))
    peer.say(json.dumps({"type": "history", "count": 3, "around": numbers[5], "ref": 2}))
    peer.say(json.dumps({"type": "history", "count": 25, "ref": 3}))
    for _ in range(3):
        archive.run()
        bench.loop.run()
    found = [[row["number"] for row in event["messages"]] for event in events(peer)]
    assert found == [numbers[3:5], numbers[4:7], numbers[5:]]


def test_the_last_messages_and_refusals_need_no_archive() -> None:
    _, archive, peer = scene(*(f"word {index}" for index in range(30)))
    peer.say('{"type":"history","ref":1}', search(2, " "), '{"type":"users","ref":3}')
    assert told(peer) == [("history", 1), ("search-empty", 2), ("users", 3)]
    assert not archive.jobs


def test_every_public_message_is_recorded_live_and_after_a_start() -> None:
    _, archive, peer = scene("one")
    peer.say(json.dumps({"type": "send", "text": "psst", "to": "ann"}), send(1, "two"))
    settle(peer.bench)
    assert [row.message.text for row in archive.rows] == ["one", "two"]
    again = HandArchive()
    Bench(slow=True, opening=peer.bench.journal.reopened(), archive=again)
    assert again.rows == archive.rows


def test_who_is_ignored_is_not_found_in_the_archive() -> None:
    bench, archive, peer = scene("word of mine")
    eve = inside(bench, "/?name=eve")
    eve.say(send(0, "word of eve"))
    settle(bench)
    peer.say('{"type":"ignore","name":"eve"}', search(1))
    settle(bench)
    archive.run()
    assert [row["text"] for row in events(peer)[-1]["messages"]] == ["word of mine"]


def test_an_answer_is_of_the_moment_at_which_it_was_asked() -> None:
    bench, archive, peer = scene("word one")
    bob = inside(bench, "/?name=bob")
    asked = bench.hub.now()
    peer.texts()
    peer.say(search(1))
    bob.say(send(1, "word two"))
    settle(bench)
    archive.run()
    message, found = events(peer)
    assert message["text"] == "word two"
    assert [row["text"] for row in found["messages"]] == ["word one"]
    assert (found["seq"], message["seq"]) == (asked.seq, asked.seq + 1)


class Eager(HandArchive):
    """Runs a job before `read` returns, as a thread may."""

    def read(
        self,
        job: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Callable[[Any], None],
        client: str = "",
    ) -> None:
        result = job(PlainMessages(self.rows))
        super().read(lambda _: result, done, failed)


def test_a_job_that_runs_at_once_is_answered_as_well() -> None:
    archive = Eager()
    bench, _ = slow(archive=archive)
    peer = inside(bench)
    peer.say(search(1))
    archive.run()
    assert told(peer) == [("search", 1)]


# -- the session's order


def test_what_is_asked_later_waits_and_others_do_not() -> None:
    bench, archive, peer = scene("word")
    bob = inside(bench)
    peer.texts()
    peer.say(search(1), send(2), '{"type":"users","ref":3}', search(4), '{"type":"help","ref":5}')
    bob.say(send(1), '{"type":"users","ref":2}')
    settle(bench)
    assert told(bob) == [("accepted", 1), ("message", None), ("users", 2)]
    assert told(peer) == [("message", None)]
    assert len(archive.jobs) == 1
    archive.run()
    assert told(peer) == [("search", 1)]
    settle(bench)
    assert told(peer) == [("accepted", 2), ("message", None), ("users", 3)]
    archive.run()
    assert told(peer) == [("search", 4), ("help", 5)]


def test_a_lookup_is_asked_for_on_behalf_of_the_network() -> None:
    bench, archive, peer = scene("word")
    far = bench.peer("203.0.113.9").open().upgrade(json=True)
    settle(bench)
    peer.say(search(1))
    far.say(search(2))
    assert archive.clients == ["loopback", "203.0.113.9"]


def test_a_lookup_waits_for_earlier_commands() -> None:
    bench, archive, peer = scene()
    peer.say(send(1, "word"), search(2))
    assert not archive.jobs
    settle(bench)
    archive.run()
    assert told(peer) == [("accepted", 1), ("message", None), ("search", 2)]


def test_one_lookup_of_a_session_is_out_at_a_time() -> None:
    bench, archive, peer = scene("word")
    other = inside(bench)
    peer.texts()
    peer.say(*(search(ref) for ref in range(3)))
    other.say(*(search(ref) for ref in range(3)))
    assert len(archive.jobs) == 2
    for _ in range(3):
        archive.run(2)
        bench.loop.run()
    for person in (peer, other):
        assert told(person) == [("search", ref) for ref in range(3)]
    assert not archive.jobs


def test_who_asks_on_meanwhile_is_not_read_for_ever() -> None:
    bench, archive, peer = scene("word")
    peer.say(search(0), *('{"type":"help","topic":"help"}' for _ in range(100)))
    (session,) = bench.hub._deliverer.sessions.values()
    assert session.busy == 64
    assert not peer.transport.reading
    archive.run()
    assert [kind for kind, _ in told(peer)] == ["search"] + ["help"] * 100
    assert peer.transport.reading


def test_a_long_answer_comes_in_parts_of_one_moment_and_is_paid_for() -> None:
    bench, archive, peer = scene(config=Config())
    archive.rows += [
        HistoryRow(1, 1, Message(index, "eve", "word " + "x" * 3900), "old", "eve", "net")
        for index in range(60)
    ]
    asked = bench.hub.now().seq
    peer.say(search(1), '{"type":"help","ref":2}')
    archive.run()
    bench.loop.run()
    assert len(peer.output) < 200_000
    bench.loop.advance(100)
    parts = events(peer)
    assert parts.pop()["type"] == "help"
    assert [part.get("more", False) for part in parts] == [True] * (len(parts) - 1) + [False]
    assert len(parts) > 5
    assert {(part["ref"], part["seq"]) for part in parts} == {(1, asked)}


def test_who_says_exit_gets_the_answer_first() -> None:
    bench, archive, peer = scene("word")
    peer.say(search(1), '{"type":"exit","ref":2}')
    archive.run()
    assert told(peer) == [("search", 1)]
    settle(bench)
    assert told(peer) == [("farewell", 2)]


# -- ends


@pytest.mark.parametrize("how", ["reset", "close", "eof", "slow", "stopped"])
@pytest.mark.parametrize("fails", [False, True])
def test_a_connection_that_ends_meanwhile_gets_nothing_more(how: str, fails: bool) -> None:
    bench, archive, peer = scene("word")
    other = inside(bench)
    peer.say(search(1), send(2, "never"))
    (session,) = [one for one in bench.hub._deliverer.sessions.values() if one.looking_up]
    if how == "reset":
        peer.reset()
    elif how == "eof":
        peer.eof()
    elif how == "close":
        peer.send(peer.socket.close(1000))
    elif how == "slow":
        bench.hub._slow(session.outbox)  # type: ignore[arg-type]
    else:
        bench.hub.stop()
        peer.connection.stop(1001)
    settle(bench)
    written = len(peer.output)
    (archive.fail if fails else archive.run)()
    settle(bench)
    assert len(peer.output) == written
    assert session.looking_up is None
    assert not session.unsaid
    if how != "stopped":
        assert bench.hub.population == 1
        other.say(search(7))
        archive.run()
        assert ("search", 7) in told(other)


def test_a_slow_reader_leaves_without_waiting_for_its_answer() -> None:
    bench, _, peer = scene("word")
    other = inside(bench)
    peer.say(search(1))
    (session,) = [one for one in bench.hub._deliverer.sessions.values() if one.looking_up]
    bench.hub._slow(session.outbox)  # type: ignore[arg-type]
    settle(bench)
    assert told(other) == [("left", None)]


def test_a_slow_reader_leaves_whatever_it_has_asked_behind_its_question() -> None:
    bench, archive, peer = scene("word")
    other = inside(bench)
    peer.say(search(1), search(2), send(3, "said all the same"), '{"type":"users","ref":4}', search(5))
    (session,) = [one for one in bench.hub._deliverer.sessions.values() if one.looking_up]
    bench.hub._slow(session.outbox)  # type: ignore[arg-type]
    settle(bench)
    assert told(other) == [("message", None), ("left", None)]
    archive.run()
    assert not archive.jobs


def test_what_nobody_waits_for_is_not_searched_for() -> None:
    _, archive, peer = scene("word")
    peer.say(search(1))
    peer.reset()
    job, *_ = archive.jobs[0]
    assert job(None) == ()  # Nothing was asked of the messages.


class Detached:
    """A session that may come back over another connection, and is looking something up."""

    def __init__(self) -> None:
        self.archive = HandArchive()
        self.bench, _ = slow(archive=self.archive)
        self.transport, outbox = self.connection()
        self.ann: Session = self.bench.hub.join("ann's", outbox, "net", "ann", lambda _: None, resumable=True)
        settle(self.bench)
        self.ann.ask(Request(Search("word"), 1))
        self.ann.ask(Request(Send("behind it"), 2))
        self.bench.hub.detach(self.ann)
        settle(self.bench)

    def connection(self) -> tuple[FakeTransport, Outbox]:
        transport = FakeTransport(self.bench.loop)
        return transport, Outbox(
            "ann's", cast("Any", transport), encoding(JSON, "en", lambda text: f"{text}\n".encode())
        )

    def attach(self) -> None:
        self.transport, outbox = self.connection()
        self.bench.hub.attach(self.ann, outbox, 0, lambda _: None)

    def read(self) -> list[Any]:
        self.bench.loop.run()
        lines = b"".join(self.transport.writes).decode().splitlines()
        self.transport.writes.clear()
        return [(event["type"], event.get("ref")) for event in map(json.loads, lines)]


def test_what_waits_behind_a_lookup_goes_on_when_the_connection_is_gone() -> None:
    scene = Detached()
    assert not scene.ann.busy
    assert [row.message.text for row in scene.archive.rows] == ["behind it"]


def test_who_comes_back_over_another_connection_is_not_answered_what_the_last_one_asked() -> None:
    scene = Detached()
    scene.attach()
    assert ("accepted", 2) in scene.read()
    scene.ann.ask(Request(Search("behind"), 3))
    scene.archive.run()
    assert scene.ann.looking_up == Request(Search("behind"), 3)
    scene.archive.run()
    assert [(type(part).__name__, ref) for part, ref, _ in scene.ann.unsaid] == [("SearchListed", 3)]


def test_nothing_is_looked_up_for_a_session_without_a_connection() -> None:
    scene = Detached()
    scene.archive.jobs.clear()
    for ask in (Search("word"), ListUsers(), Send("x")):
        scene.ann.ask(Request(ask))
    settle(scene.bench)
    assert not scene.archive.jobs
    assert not scene.ann.busy
    assert [row.message.text for row in scene.archive.rows] == ["behind it", "x"]


def test_a_session_that_has_ended_meanwhile_gets_no_answer() -> None:
    archive = HandArchive()
    bench, _ = slow(archive=archive)
    outbox = Outbox("s", cast("Any", FakeTransport(bench.loop)), encoding(JSON, "en", str.encode))
    session = bench.hub.join("s", outbox, "net", "ann", lambda _: None)
    settle(bench)
    session.ask(Request(Search("word"), 1))
    bench.hub.part(session, "lost")
    archive.run()
    settle(bench)
    assert not session.unsaid
    session.submit(Request(Leave("lost")))


# -- failures


def test_what_could_not_be_read_is_answered_so_and_what_follows_is_unharmed() -> None:
    bench, archive, peer = scene("word")
    peer.say(search(1), search(2), send(3))
    archive.fail()
    assert told(peer) == [("not-readable", 1)]
    archive.run()
    assert told(peer) == [("search", 2)]
    settle(bench)
    assert told(peer) == [("accepted", 3), ("message", None)]


def test_an_archive_that_fails_is_a_line_in_the_log_and_not_a_thousand() -> None:
    bench, archive, peer = scene("word")

    def fail() -> list[str]:
        peer.say(search(1))
        archive.fail()
        bench.loop.run()
        return [line for line in bench.lines if "not-readable" in line]

    lines = [fail() for _ in range(4)][-1]
    assert lines == ['event=not-readable questions=1 why="OSError: [Errno 5] Input/output error"']
    bench.loop.advance(1.1)
    assert fail()[1:] == ['event=not-readable questions=4 why="OSError: [Errno 5] Input/output error"']


def test_a_lookup_that_cannot_begin_is_an_internal_error_and_holds_nobody_up() -> None:
    _, archive, peer = scene("word")
    archive.broken = RuntimeError("planted")
    peer.say(search(1), '{"type":"users","ref":2}')
    assert told(peer) == [("internal-error", 1), ("users", 2)]
