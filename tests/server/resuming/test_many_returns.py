"""A thousand who come back together keep nobody waiting for all of them."""

import json
from itertools import pairwise

from hub_bench import settle, slow
from resumable_peers import Visitor, kinds, resumable
from server_bench import Bench

from besedka.chat.language.commands import NodeStopped, Resume, Send
from besedka.server.process.config import Config

TOGETHER = 32


def crowd(bench: Bench, count: int) -> list[Visitor]:
    """People who were in, and have lost their connections."""
    people = [Visitor(bench, f"one{number}").connect().say({"type": "join"}) for number in range(count)]
    settle(bench)
    for one in people:
        one.told()
        one.cut()
    settle(bench)
    return people


def come_back(people: list[Visitor]) -> None:
    for one in people:
        one.connect().ask_back()


def waiting(bench: Bench) -> list[type]:
    return [type(command) for _, command in bench.journal.waiting]


def test_what_is_said_meanwhile_waits_for_a_few_of_them_alone() -> None:
    bench, _ = slow()
    people = crowd(bench, 3 * TOGETHER)
    bob = Visitor(bench, "bob").connect().say({"type": "join"})
    settle(bench)
    come_back(people)
    bob.send("hi")
    assert waiting(bench) == [Resume] * TOGETHER + [Send]
    for _ in range(2):
        settle(bench)
        assert waiting(bench) == [Resume] * TOGETHER
    assert "hi" in kinds(bob.told())
    settle(bench)
    assert [kinds(one.told())[0] for one in people] == ["resumed"] * len(people)
    assert waiting(bench) == []


def test_a_session_that_comes_back_again_and_again_keeps_no_other_waiting() -> None:
    bench, journal = slow()
    ann, bob = crowd(bench, 2)
    come_back([ann] * (3 * TOGETHER))
    come_back([bob])
    settle(bench)
    assert len(waiting(bench)) == TOGETHER
    assert bob.peer.texts() == []
    settle(bench)
    assert kinds(bob.told()) == ["resumed"]
    while journal.waiting:
        settle(bench)
    assert kinds(ann.told()) == ["resumed"]


def test_without_a_journal_they_come_in_one_turn_after_the_other() -> None:
    bench = Bench(Config())
    people = [resumable(bench, f"one{number}") for number in range(2 * TOGETHER + 1)]
    for one in people:
        one.cut()
        one.connect()
    for one in people:  # The bytes of all are there in the same turn.
        asked = json.dumps({"type": "resume", "token": one.token, "seq": one.seq})
        one.peer.connection.receive(one.peer.socket.send_text(asked))
    found = [bench.hub.population]
    while found[-1] < len(people):
        bench.loop.turn()
        found.append(bench.hub.population)
    assert found[0] == TOGETHER
    assert max(later - now for now, later in pairwise(found)) <= TOGETHER


def test_refusals_make_room_for_the_next() -> None:
    bench, journal = slow()
    people = crowd(bench, 3 * TOGETHER)
    come_back(people)
    for _ in range(3):
        assert waiting(bench).count(Resume) == TOGETHER
        journal.refuse(len(journal.waiting))
        bench.loop.run()
    assert [one.told()[0]["code"] for one in people] == ["not-stored"] * len(people)


def test_who_is_gone_while_it_waits_is_away_as_before() -> None:
    bench, _ = slow()
    people = crowd(bench, TOGETHER + 1)
    come_back(people)
    people[-1].cut()
    while bench.journal.waiting:
        settle(bench)
    assert bench.hub.population == TOGETHER
    come_back(people[-1:])
    settle(bench)
    assert kinds(people[-1].told()) == ["resumed"]


def test_who_still_waits_when_the_server_stops_is_not_let_in() -> None:
    bench, _ = slow()
    people = crowd(bench, 2 * TOGETHER)
    come_back(people)
    bench.hub.stop()
    assert waiting(bench) == [Resume] * TOGETHER + [NodeStopped]
    settle(bench)
    assert waiting(bench) == []
    assert bench.hub.population == TOGETHER
