"""Connections that asked to be resumable, before they are in."""

import json

from resumable_peers import Visitor, resumable
from server_bench import Bench

from besedka.server.process.config import Config
from besedka.server.resuming.tokens import WrongTokens


def code(visitor: Visitor) -> list[str]:
    return [event.get("code", event["type"]) for event in visitor.told()]


def test_a_wrong_token_is_refused_and_the_connection_may_join() -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    eve = Visitor(bench, "eve").connect()
    eve.ask_back(0, f"{ann.token[:-1]}!")
    bench.loop.advance(0.0)
    assert code(eve) == ["unknown-session"]
    assert code(eve.say({"type": "join"})) == ["welcome", "session"]


def test_wrong_tokens_of_one_network_are_slowed_and_right_ones_are_not() -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    life = ann.token.rpartition(".")[0]
    eve = Visitor(bench, "eve").connect()
    answered = 0
    for _ in range(8):
        eve.ask_back(0, f"{life}.guess")
        answered += len(code(eve))
    assert answered < 8
    assert ann.resume()[0]["type"] == "resumed"
    bench.loop.advance(60.0)
    assert code(eve)


def test_a_token_of_another_run_of_a_server_without_a_journal_is_not_slowed() -> None:
    eve = Visitor(Bench(), "eve").connect()
    for _ in range(50):
        eve.ask_back(0, "another life.secret")
        assert code(eve) == ["new-server"]


def test_wrong_tokens_are_counted_for_a_bounded_number_of_networks() -> None:
    wrong = WrongTokens(lambda: 0.0)
    for number in range(10_100):
        assert wrong.count(f"network {number}") == 0
    assert len(wrong._buckets) == 10_000


def test_who_says_nothing_is_closed() -> None:
    bench = Bench()
    ann = Visitor(bench, "ann").connect()
    bench.loop.advance(31.0)
    assert b"\x88\x02\x03\xf0" in ann.peer.output  # Close, 1008
    assert bench.hub.population == 0


def test_who_says_too_much_before_the_first_message_is_closed() -> None:
    bench = Bench()
    ann = Visitor(bench, "ann").connect()
    ann.say(*({"type": "users"} for _ in range(1000)))
    assert b"\x88\x02\x03\xf0" in ann.peer.output


def test_what_comes_with_the_first_message_is_answered_behind_it() -> None:
    bench = Bench()
    ann = Visitor(bench, "ann").connect().say({"type": "join"}, {"type": "users", "ref": 1})
    assert code(ann) == ["welcome", "session", "users"]
    ann.cut()
    ann.connect()
    ann.peer.say(
        json.dumps({"type": "resume", "token": ann.token, "seq": ann.seq}),
        json.dumps({"type": "users", "ref": 2}),
    )
    assert code(ann) == ["resumed", "users"]


def test_a_session_takes_no_first_message() -> None:
    ann = resumable(Bench(), "ann")
    assert code(ann.say({"type": "join"}, {"type": "resume", "token": "x", "seq": 0})) == ["already-in"] * 2


def test_with_no_grace_nobody_gets_a_token() -> None:
    bench = Bench(Config(flood=0.0, grace=0))
    ann = Visitor(bench, "ann").connect().say({"type": "join"})
    assert code(ann) == ["welcome"]
    ann.cut()
    assert not bench.hub.chat.is_in("test-1")


def test_who_comes_back_is_let_into_a_full_chat_and_who_is_new_is_not() -> None:
    bench = Bench(Config(flood=0.0, max_clients=1))
    ann = resumable(bench, "ann")
    assert ann.resume()[0]["type"] == "resumed"
    eve = Visitor(bench, "eve").connect().say({"type": "join"})
    assert eve.told() == []
    assert b"\x88\x02\x03\xf5" in eve.peer.output  # Close, 1013
