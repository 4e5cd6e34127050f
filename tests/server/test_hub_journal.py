"""The hub and a journal that is late, fails, repeats itself, is out of step, or has been there before."""

import json
from typing import Any

import pytest
from server_bench import Bench, Peer
from troubled_journal import TroubledJournal

from besedka.chat import Entry, Origin, OutOfOrderError
from besedka.chat.commands import Failed, Join, Leave, NodeStarted, NodeStopped, Send, Tick
from besedka.journal import Opening

OTHER = Origin("another node", "their session", 0)


def slow(opening: Opening | None = None) -> tuple[Bench, TroubledJournal]:
    bench = Bench(slow=True, opening=opening)
    return bench, bench.journal


def inside(bench: Bench, path: str = "/", *, json: bool = True) -> Peer:
    """Somebody who is in, and has read everything."""
    peer = bench.websocket(path, json=json)
    settle(bench)
    peer.texts()
    return peer


def settle(bench: Bench) -> None:
    bench.journal.commit()
    bench.loop.run()


def told(peer: Peer) -> list[tuple[str, Any]]:
    peer.bench.loop.run()
    return [(event.get("code", event["type"]), event.get("ref")) for event in map(json.loads, peer.texts())]


def send(ref: int, text: str | None = None) -> str:
    return json.dumps({"type": "send", "text": text or f"m{ref}", "ref": ref})


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
    bench.hub._slow(bench.hub._delivering.sessions["test-1"].outbox)  # type: ignore[arg-type]
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
        bench.hub._chat.rules,  # type: ignore[arg-type]
        bench.log,
        node="node",
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


# -- numbered requests


def test_a_request_that_its_client_repeats_is_carried_out_once_and_has_its_first_answer() -> None:
    bench, _ = slow()
    peer = inside(bench, "/?numbered=1")
    other = inside(bench)
    peer.texts()
    peer.say('{"type":"send","text":"x","request":1,"ref":"a"}')
    settle(bench)
    first = [json.loads(text) for text in peer.texts()]
    peer.say(send(5).replace("}", ',"request":2}'), '{"type":"send","text":"x","request":1,"ref":"b"}')
    settle(bench)
    again = [json.loads(text) for text in peer.texts()]
    assert again[-1] == {**first[0], "ref": "b"}
    assert [kind for kind, _ in told(other)] == ["message", "message"]


def test_a_request_that_is_repeated_before_its_answer_came_is_carried_out_once() -> None:
    bench, _ = slow()
    peer = inside(bench, "/?numbered=1")
    twice = '{"type":"send","text":"x","request":7,"ref":"%s"}'
    peer.say(twice % "a", twice % "b")
    settle(bench)
    assert told(peer) == [("accepted", "a"), ("message", None), ("accepted", "b")]


def test_a_repeat_that_is_older_than_what_is_kept_is_refused() -> None:
    bench, _ = slow()
    peer = inside(bench, "/?numbered=1")
    for number in range(1, 67):
        peer.say(json.dumps({"type": "send", "text": "x", "request": number}))
        settle(bench)
    peer.texts()
    peer.say('{"type":"send","text":"x","request":2}', '{"type":"send","text":"x","request":3}')
    settle(bench)
    assert [kind for kind, _ in told(peer)] == ["already-done", "accepted"]


def test_a_session_that_numbers_its_requests_numbers_all_of_its_commands() -> None:
    bench, _ = slow()
    peer = inside(bench, "/?numbered=1")
    peer.say(send(1), '{"type":"users","ref":2}')
    assert told(peer) == [("missing-field", 1), ("users", 2)]


def test_a_number_in_a_session_that_has_not_asked_is_refused() -> None:
    bench, _ = slow()
    peer = inside(bench)
    peer.say('{"type":"send","text":"x","request":1,"ref":1}', '{"type":"users","request":1,"ref":2}')
    assert told(peer) == [("not-numbered", 1), ("not-numbered", 2)]


def test_plain_text_has_no_place_for_numbers() -> None:
    bench, _ = slow()
    peer = inside(bench, "/?numbered=1", json=False)
    peer.say("send x")
    settle(bench)
    assert "x" in peer.texts()[0]


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
    journal.store(Origin("another node"), NodeStopped(durable=True))
    journal.store(Origin("another node"), NodeStarted())
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


# -- another life


def test_what_was_said_before_a_restart_is_there_after_it_and_the_ghosts_are_gone() -> None:
    bench, journal = slow()
    ann = inside(bench, "/?name=ann")
    ann.say(send(1, "kept"))
    settle(bench)
    again, _ = slow(journal.reopened())
    returned = again.websocket("/?name=ann", json=True)
    settle(again)
    welcome = json.loads(returned.texts()[0])
    assert (welcome["name"], welcome["members"]) == ("ann", ["ann"])
    returned.say('{"type":"history"}')
    again.loop.run()
    (history,) = map(json.loads, returned.texts())
    assert [row["text"] for row in history["messages"]] == ["kept"]


def test_a_life_begins_with_a_snapshot_and_the_entries_behind_it() -> None:
    bench, journal = slow()
    ann = inside(bench, "/?name=ann")
    ann.say(send(1, "before"))
    settle(bench)
    snapshot, place = bench.hub._chat.snapshot(), len(journal.entries)
    ann.say(send(2, "behind"))
    settle(bench)
    again, _ = slow(Opening(snapshot, journal.entries[place:]))
    returned = again.websocket("/?name=ann", json=True)
    settle(again)
    returned.say('{"type":"history"}')
    again.loop.run()
    *_, history = map(json.loads, returned.texts())
    assert [row["text"] for row in history["messages"]] == ["before", "behind"]


def test_nothing_of_an_opening_is_logged_or_waited_for() -> None:
    bench, journal = slow()
    ann = inside(bench, "/?name=ann")
    ann.say('{"type":"send","text":"later","delay":1}')
    settle(bench)
    again, reopened = slow(journal.reopened())
    assert [line for line in again.lines if "joined" in line or "message" in line] == []
    assert [type(entry.command) for entry in reopened.entries[len(journal.entries) :]] == [NodeStarted]


def test_rules_are_entered_only_when_they_differ() -> None:
    _, journal = slow()
    assert journal.entries[0].command.rules is not None  # type: ignore[union-attr]
    _, again = slow(journal.reopened())
    assert again.entries[-1].command == NodeStarted(None)


def test_a_closing_journal_settles_everything() -> None:
    bench, journal = slow()
    peer = inside(bench)
    peer.say(send(1))
    bench.hub.stop()
    with pytest.raises(StopIteration):
        bench.hub.close().send(None)
    assert journal.closed
    assert told(peer) == [("accepted", 1), ("message", None), ("stopping", None)]


# -- bugs of ours


def planted(*_: object) -> Any:
    raise ZeroDivisionError("a secret message")


def test_a_command_whose_handler_raises_is_answered_logged_and_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench, journal = slow()
    peer = inside(bench)
    monkeypatch.setattr("besedka.chat.dispatch.BY_MEMBERS", {})
    monkeypatch.setattr("besedka.chat.chat.BY_MEMBERS", {Send: planted, Leave: planted})
    peer.say(send(1))
    settle(bench)
    bench.loop.run()
    assert told(peer) == [("internal-error", 1)]
    assert [command for _, command in journal.waiting] == [Failed(3)]
    line = next(line for line in bench.lines if "internal" in line)
    assert "ZeroDivisionError" in line
    assert "test_hub_journal.py" in line
    assert "secret" not in line


def test_a_question_that_cannot_be_answered_is_answered_so(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, _ = slow()
    peer = inside(bench)
    monkeypatch.setattr(type(bench.hub._chat), "answer", planted)
    peer.say('{"type":"users","ref":1}', '{"type":"help","ref":2}')
    assert told(peer) == [("internal-error", 1), ("help", 2)]


def test_who_cannot_come_in_for_a_bug_of_ours_is_told_and_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, _ = slow()
    other = inside(bench)
    monkeypatch.setattr("besedka.chat.chat.BY_ANYBODY", {Join: planted, Failed: lambda *_: []})
    peer = bench.websocket(json=True)
    settle(bench)
    assert told(peer) == [("internal-error", None)]
    assert bench.hub.population == 1
    settle(bench)
    other.say('{"type":"users"}')
    assert told(other) == [("users", None)]
