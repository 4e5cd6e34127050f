"""The hub and a journal that is late, fails, repeats itself, or is out of step."""

import json

import pytest
from hub_bench import inside, send, settle, slow, told
from server_bench import Bench

from besedka.chat import Entry, Origin, OutOfOrderError
from besedka.chat.language.commands import Join, NodeStarted, NodeStopped, Send, Tick

OTHER = Origin("another node", "their session", 0)


# -- failure


def test_what_was_not_stored_is_answered_so_and_what_follows_is_unharmed() -> None:
    bench, journal = slow()
    peer = inside(bench)
    peer.say(send(1), send(2), send(3))
    journal.commit(1)
    journal.refuse()
    journal.commit()
    assert told(peer) == [
        ("accepted", 1),
        ("message", None),
        ("not-stored", 2),
        ("accepted", 3),
        ("message", None),
    ]


def test_a_question_behind_what_was_not_stored_is_answered() -> None:
    bench, journal = slow()
    peer = inside(bench)
    peer.say(send(1), json.dumps({"type": "users", "ref": 2}), send(3))
    journal.refuse()
    assert told(peer) == [("not-stored", 1), ("users", 2)]
    settle(bench)
    assert told(peer) == [("accepted", 3), ("message", None)]


def test_an_exit_that_was_not_stored_can_be_said_again() -> None:
    bench, journal = slow()
    peer = inside(bench)
    peer.say('{"type":"exit","ref":1}')
    journal.refuse()
    assert told(peer) == [("not-stored", 1)]
    peer.say('{"type":"exit","ref":2}')
    settle(bench)
    assert told(peer) == [("farewell", 2)]


def test_who_could_not_come_in_is_told_and_let_go() -> None:
    bench, journal = slow()
    peer, plain = bench.websocket(json=True), bench.websocket()
    journal.refuse(2)
    bench.loop.run()
    refusal, closed = peer.events()
    assert json.loads(refusal.text)["code"] == "not-stored"
    assert closed.code == 1013
    assert bench.hub.population == 0
    assert "could not store" in plain.texts()[0]


def test_a_departure_that_was_not_stored_is_stored_later() -> None:
    bench, journal = slow()
    peer, other = inside(bench), inside(bench)
    peer.reset()
    journal.refuse()
    settle(bench)
    assert told(other) == []
    bench.loop.advance(1.1)
    settle(bench)
    assert told(other) == [("left", None)]


def test_who_is_too_slow_leaves_even_when_that_could_not_be_stored_at_once() -> None:
    bench, journal = slow()
    peer, other = inside(bench), inside(bench)
    bench.hub._slow(bench.hub._deliverer.sessions["test-1"].outbox)  # type: ignore[arg-type]
    journal.refuse()
    bench.loop.advance(1.1)
    settle(bench)
    assert told(other) == [("left", None)]
    assert told(peer)[-1] == ("farewell", None)


def test_a_tick_that_was_not_stored_is_tried_again() -> None:
    bench, journal = slow()
    peer = inside(bench)
    peer.say('{"type":"send","text":"later","delay":1}')
    settle(bench)
    peer.texts()
    journal._seq += 2000  # The journal's time is its number here.
    bench.loop.advance(2)
    assert [type(command) for _, command in journal.waiting] == [Tick]
    journal._seq -= 2000
    journal.refuse()
    journal._seq += 2000
    bench.loop.advance(1.1)
    assert [type(command) for _, command in journal.waiting] == [Tick]


def test_a_node_begins_when_that_is_stored() -> None:
    assert Bench().hub.started.is_set()


def test_a_start_that_was_not_stored_is_tried_again() -> None:
    bench, _ = slow()
    again = type(bench.hub)(
        bench.loop,  # type: ignore[arg-type]
        bench._slow,
        bench.hub.chat.rules,  # type: ignore[arg-type]
        bench.log,
        node="node",
        life="another life",
        outbox_bound=1,
        total_bound=1,
    )
    bench.journal.refuse()
    assert not again.started.is_set()
    bench.loop.advance(1.1)
    bench.journal.commit()
    assert again.started.is_set()


# -- repetition


def test_an_entry_that_comes_twice_is_carried_out_and_answered_once() -> None:
    bench, journal = slow()
    peer = inside(bench)
    peer.say(send(1), send(2))
    journal.repeat()
    journal.repeat()
    assert told(peer) == [("accepted", 1), ("message", None), ("accepted", 2), ("message", None)]


def test_a_join_that_comes_twice_is_one() -> None:
    bench, journal = slow()
    other = inside(bench)
    peer = bench.websocket(json=True)
    journal.repeat()
    assert told(peer) == [("welcome", None)]
    assert told(other) == [("joined", None)]


def test_an_exit_that_comes_twice_is_one() -> None:
    bench, journal = slow()
    other, peer = inside(bench), inside(bench)
    told(other)
    peer.say('{"type":"exit","ref":1}')
    journal.repeat()
    assert told(peer) == [("farewell", 1)]
    assert told(other) == [("left", None)]


def test_a_numbered_request_that_comes_twice_from_the_journal_is_answered_once() -> None:
    bench, journal = slow()
    peer = inside(bench, "/?numbered=1")
    peer.say('{"type":"send","text":"x","request":1,"ref":"a"}')
    journal.repeat()
    assert told(peer) == [("accepted", "a"), ("message", None)]


# -- out of step


def test_the_journals_order_counts_and_not_the_order_of_asking() -> None:
    bench, journal = slow()
    one, two = inside(bench), inside(bench)
    told(one)
    one.say(send(1, "one"))
    two.say(send(2, "two"))
    journal.commit_last()
    journal.commit()
    for peer in (one, two):
        bench.loop.run()
        texts = [event["text"] for event in map(json.loads, peer.texts()) if event["type"] == "message"]
        assert texts == ["two", "one"]


def test_people_of_another_node_come_speak_and_go() -> None:
    bench, journal = slow()
    peer = inside(bench)
    peer.say(send(1))
    journal.store(OTHER, Join("net", "ann"))
    journal.store(Origin("another node", "their session", 1), Send("hi"))
    journal.store(Origin("another node", "their session", 2), Send("psst", to="guest-1"))
    journal.store(Origin("another node"), NodeStopped("life", durable=True))
    journal.store(Origin("another node"), NodeStarted("another life"))
    assert [kind for kind, _ in told(peer)] == ["joined", "message", "message", "left"]
    journal.commit()
    assert told(peer) == [("accepted", 1), ("message", None)]


def test_a_journal_that_breaks_its_promise_is_told_so_and_nothing_has_changed() -> None:
    bench, journal = slow()
    peer = inside(bench)
    with pytest.raises(OutOfOrderError):
        bench.hub._commit(Entry(99, journal.now(), OTHER, Join("net", "ann")))
    assert told(peer) == []
    peer.say(send(1))
    settle(bench)
    assert told(peer) == [("accepted", 1), ("message", None)]


def test_a_stop_that_could_not_be_stored_is_told_all_the_same() -> None:
    bench, journal = slow()
    peer = inside(bench)
    bench.hub.stop()
    journal.refuse()
    assert told(peer) == [("stopping", None)]


def test_a_store_that_fails_is_a_line_in_the_log_and_not_a_thousand() -> None:
    bench, journal = slow()
    peer = inside(bench)
    for _ in range(3):
        peer.say(*(send(ref) for ref in range(5)))
        journal.refuse(5)
        bench.loop.run()
    lines = [line for line in bench.lines if "not-stored" in line]
    assert lines == ["event=not-stored commands=1"]
    bench.loop.advance(1.1)
    peer.say(send(1))
    journal.refuse()
    assert [line for line in bench.lines if "not-stored" in line][1:] == ["event=not-stored commands=15"]


def test_one_tick_is_under_way_at_a_time() -> None:
    bench, journal = slow()
    peer = inside(bench)
    peer.say('{"type":"send","text":"later","delay":1}')
    settle(bench)
    peer.say(*(send(ref) for ref in range(20)))
    journal._seq += 2000  # The journal's time is its number here.
    bench.loop.advance(2)
    journal._seq -= 2000
    for _ in range(20):
        journal.commit(1)
        bench.loop.advance(0.1)
    assert [type(command) for _, command in journal.waiting].count(Tick) == 1


def test_an_answer_is_given_though_the_journal_broke_its_promise_before() -> None:
    bench, journal = slow()
    peer = inside(bench)
    peer.say(send(1))
    origin, command = journal.waiting[0]
    with pytest.raises(OutOfOrderError):
        bench.hub._commit(Entry(99, journal.now(), origin, command))
    settle(bench)
    assert told(peer) == [("accepted", 1), ("message", None)]
