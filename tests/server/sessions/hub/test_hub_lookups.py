"""Questions that are answered from a journal's archive: what is asked of it, and their place among other requests."""

import json
from collections.abc import Callable
from typing import Any

from hand_archive import HandArchive
from hub_bench import inside, send, settle, slow, told
from lookup_bench import events, scene, search
from plain_messages import PlainMessages
from server_bench import Bench

from besedka.chat.language.events import Message
from besedka.chat.state.messages import HistoryRow
from besedka.server.process.config import Config

# -- what is asked of whom


def test_what_is_older_than_the_memory_is_found_in_the_archive() -> None:
    bench, archive, peer = scene(*(f"word {index}" for index in range(30)))
    assert len(bench.hub.chat.history) == 20
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
