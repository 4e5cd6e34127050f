"""A node's lives, and bugs of ours."""

import json
from typing import Any

import pytest
from hub_bench import inside, send, settle, slow, told

from besedka.chat import Origin
from besedka.chat.language.commands import Failed, Join, Leave, NodeStarted, Send
from besedka.journal import Opening
from besedka.server.sessions.chat_connection import GOING_AWAY
from besedka.wire.websocket import Closed

OTHER = Origin("another node", "their session", 0)


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
    snapshot, place = bench.hub.chat.snapshot(), len(journal.entries)
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
    assert again.entries[-1].command.rules is None  # type: ignore[union-attr]


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
    assert "test_hub_lives.py" in line
    assert "secret" not in line


def test_a_question_that_cannot_be_answered_is_answered_so(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, _ = slow()
    peer = inside(bench)
    monkeypatch.setattr(type(bench.hub.chat), "look_up", planted)
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


def test_a_delivery_that_cannot_be_made_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, _ = slow()
    peer = inside(bench)
    deliver = bench.hub._deliverer._broadcast
    monkeypatch.setattr(bench.hub._deliverer, "_broadcast", planted)
    peer.say(send(1))
    settle(bench)
    assert told(peer) == [("accepted", 1)]
    assert any("ZeroDivisionError" in line for line in bench.lines)
    monkeypatch.setattr(bench.hub._deliverer, "_broadcast", deliver)
    peer.say(send(2))
    settle(bench)
    assert told(peer) == [("accepted", 2), ("message", None)]


@pytest.mark.parametrize("stored", [True, False])
def test_what_comes_back_after_the_close_of_a_stopping_server_is_told_to_nobody(stored: bool) -> None:
    bench, journal = slow()
    eva = inside(bench)
    eva.say(send(1))
    eva.connection.stop(GOING_AWAY)
    bench.loop.run()
    assert isinstance(eva.events()[-1], Closed)
    eva.send(eva.socket.take_outgoing())
    assert eva.transport.finished
    output = eva.output
    settle(bench) if stored else journal.refuse()
    bench.loop.run()
    assert eva.output == output
