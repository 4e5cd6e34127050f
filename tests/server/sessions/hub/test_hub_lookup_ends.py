"""The ends of questions that are answered from a journal's archive: connections that go, and reads that fail."""

from typing import Any, cast

import pytest
from hand_archive import HandArchive
from hub_bench import inside, send, settle, slow, told
from lookup_bench import scene, search
from resumable_peers import Visitor
from server_fakes import FakeTransport

from besedka.chat.language.commands import Leave
from besedka.chat.language.questions import Search
from besedka.dialects import JSON, Request
from besedka.server.fanout.encoding import encoding
from besedka.server.fanout.outbox import Outbox

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


def looking_up() -> tuple[HandArchive, Visitor]:
    """Somebody who may come back over another connection, and is looking something up."""
    archive = HandArchive()
    bench, journal = slow(archive=archive)
    ann = Visitor(bench, "ann").connect().say({"type": "join"})
    settle(bench)
    ann.told()
    ann.say({"type": "search", "text": "word", "ref": 1})
    assert journal.durable
    return archive, ann


def test_who_comes_back_over_another_connection_is_not_answered_what_the_last_one_asked() -> None:
    archive, ann = looking_up()
    ann.cut()
    settle(ann.bench)
    ann.connect().ask_back()
    settle(ann.bench)
    assert [event["type"] for event in ann.told()] == ["resumed"]
    archive.run()
    ann.say({"type": "search", "text": "behind", "ref": 3})
    archive.run()
    settle(ann.bench)
    assert [(event["type"], event.get("ref")) for event in ann.told()] == [("search", 3)]


def test_a_lookup_of_a_connection_that_is_gone_is_not_made() -> None:
    archive, ann = looking_up()
    ann.cut()
    job, *_ = archive.jobs[0]
    assert job(None) == ()


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
