"""Sessions go on over newer connections: what is told, to whom, and in which order."""

import json
from typing import Any

from resumable_peers import Visitor, kinds, resumable
from server_bench import Bench, Peer

from besedka.server.resuming.tokens import hash_of


def bystander(bench: Bench) -> Peer:
    peer = bench.websocket("/?name=bob", json=True)
    peer.texts()
    return peer


def seen_by(peer: Peer) -> list[dict[str, Any]]:
    peer.bench.loop.run()
    return [json.loads(text) for text in peer.texts()]


def say(peer: Peer, text: str, to: str | None = None) -> None:
    peer.say(json.dumps({"type": "send", "text": text, **({} if to is None else {"to": to})}))


def test_a_new_session_is_told_its_token_directly_behind_the_welcome() -> None:
    ann = Visitor(Bench(), "ann")
    welcome, session = ann.join()
    assert (welcome["type"], session["type"]) == ("welcome", "session")
    assert (session["seq"], session["grace"]) == (welcome["seq"], 300)
    assert len(session["token"].rpartition(".")[2]) == 22


def test_nobody_is_in_before_the_first_message() -> None:
    bench = Bench()
    bob = bystander(bench)
    ann = Visitor(bench, "ann").connect()
    assert ann.told() == []
    assert seen_by(bob) == []
    assert kinds(ann.say({"type": "users"}).told()) == [
        "Begin with `join`, or with `resume` and the token of your session."
    ]


def test_who_comes_back_is_told_what_it_missed_in_order_and_once() -> None:
    bench = Bench()
    bob, ann = bystander(bench), resumable(bench, "ann")
    ann.cut()
    say(bob, "one")
    say(bob, "two", "ann")
    say(bob, "three")
    events = ann.resume()
    assert kinds(events) == ["resumed", "one", "two", "three"]
    assert (events[0]["name"], events[0]["missed"]) == ("ann", 2)
    say(bob, "four")
    assert kinds(ann.told()) == ["four"]
    ann.cut()
    assert kinds(ann.resume()) == ["resumed"]


def test_the_others_see_nothing_of_a_short_absence_and_then_away_and_returned() -> None:
    bench = Bench()
    bob, ann = bystander(bench), resumable(bench, "ann")
    seen_by(bob)
    ann.cut()
    ann.resume()
    assert seen_by(bob) == []
    ann.cut()
    bench.clock += 15_000
    say(bob, "tick")
    assert "away" in [event["type"] for event in seen_by(bob)]
    bob.say('{"type":"users"}')
    assert [row for row in seen_by(bob)[-1]["users"] if row.get("away")] == [{"name": "ann", "away": True}]
    assert ann.resume()[0]["type"] == "resumed"
    assert [event["type"] for event in seen_by(bob)] == ["returned"]


def test_what_has_not_reached_anybody_comes_back_to_its_author() -> None:
    bench = Bench()
    bob, ann = bystander(bench), resumable(bench, "ann")
    ann.cut()
    say(bob, "psst", "ann")
    seen_by(bob)
    bench.clock += 300_000
    say(bob, "tick")
    events = seen_by(bob)
    assert [event["type"] for event in events[:3]] == ["away", "left", "undelivered"]
    assert (events[2]["to"], events[2]["text"]) == ("ann", "psst")
    assert kinds(ann.resume()) == ["This session has ended, or never was. `join` begins a new one."]
    assert ann.say({"type": "join"}).told()[0]["type"] == "welcome"


def test_what_was_confirmed_does_not_come_back() -> None:
    bench = Bench()
    bob, ann = bystander(bench), resumable(bench, "ann")
    say(bob, "psst", "ann")
    ann.told()
    last = bench.hub.now().seq
    ann.say({"type": "seen", "seq": ann.seq})
    assert bench.hub.now().seq == last + 1
    ann.say({"type": "seen", "seq": ann.seq})
    assert bench.hub.now().seq == last + 1
    seen_by(bob)
    ann.cut()
    bench.clock += 300_000
    say(bob, "tick")
    assert [event["type"] for event in seen_by(bob)] == ["away", "left", "accepted", "message"]


def test_a_newer_connection_takes_the_place_of_an_older_one_which_is_told() -> None:
    bench = Bench()
    bob, ann = bystander(bench), resumable(bench, "ann")
    older = ann.peer
    assert kinds(ann.resume()) == ["resumed"]
    assert [json.loads(text)["type"] for text in older.texts()] == ["replaced"]
    assert b"\x88\x02\x0f\xa1" in older.output  # Close, 4001
    say(bob, "hi")
    assert kinds(ann.told()) == ["hi"]
    older.reset()
    bench.clock += 300_000
    say(bob, "still here")
    assert kinds(ann.told()) == ["still here"]


def test_a_closed_page_is_detached_and_exit_leaves_at_once() -> None:
    bench = Bench()
    bob, ann = bystander(bench), resumable(bench, "ann")
    seen_by(bob)
    ann.peer.send(ann.peer.socket.close(1001))
    assert seen_by(bob) == []
    ann.resume()
    ann.request += 1
    ann.say({"type": "exit", "request": ann.request})
    assert [event["type"] for event in seen_by(bob)] == ["left"]


def test_a_repeated_request_gets_its_first_answer_over_the_next_connection() -> None:
    bench = Bench()
    bob, ann = bystander(bench), resumable(bench, "ann")
    ann.send("mine", ref="a")
    ann.cut()
    before = [event for event in seen_by(bob) if event["type"] == "message"]
    ann.resume()
    ann.request -= 1
    ann.send("mine", ref="b")
    answer = ann.told()[-1]
    assert (answer["type"], answer["ref"], answer["number"]) == ("accepted", "b", before[0]["number"])
    assert seen_by(bob) == []


def test_a_token_is_in_no_log_and_in_no_snapshot() -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    ann.cut()
    ann.resume()
    ann.resume(token=f"{ann.token}x")
    assert bench.lines
    secret = ann.token.rpartition(".")[2]
    assert not [line for line in bench.lines if secret in line]
    snapshot = json.dumps(bench.hub.chat.snapshot())
    assert hash_of(ann.token) in snapshot
    assert secret not in snapshot


def test_who_ignores_somebody_does_so_over_the_next_connection() -> None:
    bench = Bench()
    bob, ann = bystander(bench), resumable(bench, "ann")
    ann.request += 1
    ann.say({"type": "ignore", "name": "bob", "request": ann.request})
    ann.told()
    ann.cut()
    say(bob, "missed")
    assert kinds(ann.resume()) == ["resumed"]
    say(bob, "live")
    assert ann.told() == []


def test_an_event_that_another_of_its_entry_follows_says_so() -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    ann.send("mine")
    accepted, message = ann.told()
    assert accepted["more"] is True
    assert "more" not in message
    assert accepted["seq"] == message["seq"]


def test_what_was_delayed_is_sent_while_its_author_is_away_who_then_learns_of_it() -> None:
    bench = Bench()
    bob, ann = bystander(bench), resumable(bench, "ann")
    ann.send("to all", delay=20).send("to bob", to="bob", delay=20)
    ann.told()
    ann.cut()
    bench.clock += 20_000
    say(bob, "tick")
    assert [event["text"] for event in seen_by(bob) if event["type"] == "message"] == [
        "to all",
        "to bob",
        "tick",
    ]
    assert kinds(ann.resume()) == ["resumed", "to all", "to bob", "tick"]
    assert kinds(ann.say({"type": "scheduled"}).told()) == ["scheduled"]


def test_what_is_still_delayed_can_be_taken_back_by_who_has_come_back() -> None:
    ann = resumable(Bench(), "ann")
    ann.send("never", delay=20).cut()
    ann.resume()
    ann.request += 1
    (cancelled,) = ann.say({"type": "cancel", "all": True, "request": ann.request}).told()
    assert [message["text"] for message in cancelled["messages"]] == ["never"]


def test_a_newcomer_and_who_comes_back_are_told_who_is_away() -> None:
    bench = Bench()
    ann, bob = resumable(bench, "ann"), resumable(bench, "bob")
    ann.cut()
    bench.clock += 15_000
    welcome, _ = Visitor(bench, "cho").join()
    assert welcome["away"] == ["ann"]
    assert bob.resume()[0]["away"] == ["ann"]
    assert "away" not in ann.resume()[0]
