"""Tokens that were guessed, stolen, cut short, used up, or made up."""

import json

import pytest
from resumable_peers import Visitor, kinds, resumable
from server_bench import Bench

from besedka.chat.language.events import Refused
from besedka.server.resuming.tokens import hash_of, issue, life_of


def code(visitor: Visitor) -> list[str]:
    return [event.get("code", event["type"]) for event in visitor.told()]


def test_no_two_tokens_are_the_same_and_each_has_128_bits() -> None:
    tokens = {issue("life") for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {len("life.") + 22}


def test_a_token_says_of_which_run_of_the_server_it_is() -> None:
    assert life_of(issue("a.life")) == "a.life"
    assert life_of("no dot") == ""


@pytest.mark.parametrize(
    "token", ["", ".", "x", "\0", "\ud800", "я" * 500, "life.", "a" * 4000, hash_of("x")]
)
def test_what_is_no_token_is_refused_and_the_connection_may_join(token: str) -> None:
    eve = Visitor(Bench(), "eve").connect()
    eve.say({"type": "resume", "token": token, "seq": 0})
    eve.bench.loop.advance(1.0)
    (refused,) = code(eve)
    assert refused in ("new-server", "bad-field")
    assert code(eve.say({"type": "join"})) == ["welcome", "session"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"token": "x"},
        {"seq": 0},
        {"token": 5, "seq": 0},
        {"token": None, "seq": 0},
        {"token": ["x"], "seq": 0},
        {"token": "x", "seq": -1},
        {"token": "x", "seq": 1 << 63},
        {"token": "x", "seq": 1.5},
        {"token": "x", "seq": True},
        {"token": "x", "seq": "1"},
    ],
)
def test_fields_that_make_no_sense_are_refused(fields: dict[str, object]) -> None:
    eve = Visitor(Bench(), "eve").connect().say({"type": "resume", "ref": 1, **fields})
    (refused,) = eve.told()
    assert (refused["type"], refused["ref"]) == ("refused", 1)
    assert refused["code"] not in ("new-server", "unknown-session")
    assert code(eve.say({"type": "join"})) == ["welcome", "session"]


def test_a_position_in_the_future_counts_as_the_present_one() -> None:
    bench = Bench()
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann")
    ann.cut()
    assert kinds(ann.resume((1 << 63) - 1)) == ["resumed"]
    bob.send("behind", "ann").send("behind, to all")
    ann.told()
    ann.cut()
    bob.send("missed", "ann")
    assert kinds(ann.resume()) == ["resumed", "missed"]


def test_the_hash_of_a_token_is_no_token() -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    assert isinstance(bench.hub.resumptions.find(hash_of(ann.token)), Refused)
    assert isinstance(bench.hub.resumptions.find(ann.token.rpartition(".")[2]), Refused)
    assert bench.hub.resumptions.find(ann.token) == "test-1"


def test_a_token_stays_the_same_until_its_session_ends_and_is_worth_nothing_after_that() -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    for _ in range(3):
        assert kinds(ann.resume()) == ["resumed"]
    ann.say({"type": "exit", "request": 1})
    ann.connect().ask_back()
    bench.loop.advance(0.0)
    assert code(ann) == ["unknown-session"]


def test_wrong_tokens_slow_their_own_address_alone() -> None:
    bench = Bench()
    life = bench.hub.life
    eve, bob = (Visitor(bench, name, f"203.0.113.{number}") for number, name in enumerate(("eve", "bob")))
    for visitor in [Visitor(bench, "eve", eve.address).connect() for _ in range(30)]:
        visitor.ask_back(0, f"{life}.guess")
    bob.connect().ask_back(0, f"{life}.old")
    assert code(bob) == ["unknown-session"]
    eve.connect().ask_back(0, f"{life}.guess")
    bench.loop.advance(20.0)
    assert code(eve) == []
    bench.loop.advance(20.0)
    assert code(eve) == ["unknown-session"]


def test_no_refusal_waits_for_longer_than_half_a_minute_however_many_have_guessed() -> None:
    bench = Bench()
    for _ in range(1000):
        eve = Visitor(bench, "eve").connect()
        eve.ask_back(0, f"{bench.hub.life}.guess")
        eve.cut()
    ann = Visitor(bench, "ann").connect()
    ann.ask_back(0, f"{bench.hub.life}.old")
    bench.loop.advance(29.0)
    assert code(ann) == []
    bench.loop.advance(2.0)
    assert code(ann) == ["unknown-session"]


def test_a_connection_whose_guess_waits_is_read_no_further() -> None:
    bench = Bench()
    eve = Visitor(bench, "eve").connect()
    guess = json.dumps({"type": "resume", "token": f"{bench.hub.life}.guess", "seq": 0})
    eve.peer.say(*[guess] * 60)
    assert not eve.peer.transport.reading
    assert code(eve) == ["unknown-session"] * 5
    bench.loop.advance(3.5)
    assert code(eve) == ["unknown-session"] * 3
    eve.cut()
    bench.loop.advance(600.0)


def test_the_address_of_a_connection_has_no_token_and_one_in_it_means_nothing() -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    ann.cut()
    peer = bench.peer().upgrade(f"/?name=eve&resume=1&token={ann.token.replace(' ', '+')}&seq=0", json=True)
    peer.say('{"type":"join"}')
    assert json.loads(peer.texts()[0])["name"] == "eve"
