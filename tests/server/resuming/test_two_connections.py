"""A session that comes back while its older connection is only half dead: the newer one wins, nothing is doubled."""

import json

import pytest
from hub_bench import settle, slow
from resumable_peers import Visitor, kinds, resumable
from server_bench import Bench

from besedka.chat.language.commands import Detach, Resume
from besedka.server.process.config import Config
from besedka.wire.websocket import Closed, TextMessage


def heard(visitor: Visitor) -> list[object]:
    """The types of events over its present connection, and the code of its Close."""
    found = []
    for event in visitor.peer.events():
        if isinstance(event, TextMessage):
            found.append(json.loads(event.text)["type"])
        elif isinstance(event, Closed):
            found.append(event.code)
    return found


@pytest.mark.parametrize("stuck", [False, True])
def test_the_older_connection_is_told_and_closed_and_gets_nothing_more(stuck: bool) -> None:
    bench = Bench()
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann")
    older = ann.peer
    older.transport.stuck = stuck
    bob.send("before", "ann").send("before, to all")
    newer = ann.resume()
    assert kinds(newer) == ["resumed", "before", "before, to all"]
    written = older.output
    bob.send("behind", "ann").send("behind, to all")
    assert older.output == written
    assert kinds(ann.told()) == ["behind", "behind, to all"]
    ann.peer, newest = older, ann.peer
    assert heard(ann) == ["message", "message", "replaced", 4001]
    ann.peer = newest
    older.transport.read_all()
    bench.loop.advance(10.0)
    assert older.transport.closing
    assert "undelivered" not in kinds(bob.told())


def test_what_the_older_connection_still_asks_for_is_not_done() -> None:
    bench = Bench()
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann")
    older = ann.peer
    ann.resume()
    older.say(json.dumps({"type": "send", "text": "from the grave", "request": 1}))
    assert "from the grave" not in kinds(bob.told())
    assert kinds(ann.send("from the living").told()) == ["accepted", "from the living"]


def test_a_request_that_is_under_way_over_the_older_connection_is_answered_over_the_newer_one() -> None:
    bench, journal = slow()
    ann = Visitor(bench, "ann").connect().say({"type": "join"})
    settle(bench)
    ann.told()
    ann.send("once")
    ann.connect().ask_back()
    journal.commit(1)
    settle(bench)
    assert kinds(ann.told()) == ["resumed", "once"]
    ann.request -= 1
    ann.send("once")
    settle(bench)
    assert kinds(ann.told()) == ["accepted"]


@pytest.mark.parametrize("gone", [False, True])
def test_an_older_connection_hears_of_no_newer_one_that_is_gone_by_then(gone: bool) -> None:
    bench, _ = slow()
    bob = Visitor(bench, "bob").connect().say({"type": "join"})
    ann = Visitor(bench, "ann").connect().say({"type": "join"})
    settle(bench)
    ann.told()
    bob.send("missed", "ann")
    settle(bench)
    older = ann.peer
    ann.connect().ask_back()
    if gone:
        ann.cut()
    settle(bench)
    ann.peer = older
    assert heard(ann) == (["message"] if gone else ["message", "replaced", 4001])
    if gone:
        assert kinds(ann.send("still here").told()) == []
        settle(bench)
        assert kinds(ann.told()) == ["accepted", "still here"]


def test_whichever_comes_last_of_a_hundred_wins_and_all_others_are_told() -> None:
    bench, journal = slow()
    ann = Visitor(bench, "ann").connect().say({"type": "join"})
    settle(bench)
    ann.told()
    peers = [ann.peer]
    for _ in range(100):
        ann.connect().ask_back()
        peers.append(ann.peer)
    while journal.waiting:
        assert {type(command) for _, command in journal.waiting} == {Resume}
        settle(bench)
    *others, last = peers
    assert bench.hub.population == 1
    for number, peer in enumerate(others):
        ann.peer = peer
        assert heard(ann) == (["resumed"] if number else []) + ["replaced", 4001]
    ann.peer = last
    assert heard(ann) == ["resumed"]
    for peer in others:
        peer.reset()
    assert not journal.waiting
    ann.cut()
    assert [type(command) for _, command in journal.waiting] == [Detach]


def test_a_token_that_is_used_by_two_takes_turns_and_makes_no_two_of_them() -> None:
    bench = Bench(Config(flood=0.0))
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann")
    thief = Visitor(bench, "eve", "203.0.113.9")
    thief.token = ann.token
    assert thief.resume(0)[0]["name"] == "ann"
    assert json.loads(ann.peer.texts()[-1])["type"] == "replaced"
    assert ann.resume()[0]["name"] == "ann"
    bob.say({"type": "users"})
    assert [row["name"] for row in bob.told()[-1]["users"]] == ["ann", "bob"]
