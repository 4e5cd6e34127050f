"""Sessions that outlive their connection, and what they have missed."""

import json
from typing import Any, cast

import pytest
from server_bench import Bench, Peer
from server_fakes import FakeTransport

from besedka.chat.language.commands import Cancel, Ignore, Leave, Send, Unignore
from besedka.chat.language.questions import ListScheduled
from besedka.dialects import JSON, Request
from besedka.server.fanout.encoding import encoding
from besedka.server.fanout.outbox import Outbox
from besedka.server.sessions.session import Session


class Comeback:
    """ann, who may come back, and bob, who sits at a connection of the usual kind."""

    def __init__(self, record_bound: int = 100_000) -> None:
        self.bench = Bench()
        self.bench.hub._deliverer._record_bound = record_bound
        self.ended: list[str | None] = []
        self.bob = self.bench.websocket("/?name=bob", json=True)
        self.transport, outbox = self.connection()
        self.ann: Session = self.bench.hub.join("ann's", outbox, "net", "ann", lambda _: None, resumable=True)
        self.bench.loop.run()

    def connection(self) -> tuple[FakeTransport, Outbox]:
        transport = FakeTransport(self.bench.loop)
        kind = encoding(JSON, "en", lambda text: f"{text}\n".encode())
        return transport, Outbox("ann's", cast("Any", transport), kind)

    def do(self, *commands: Any) -> None:
        for command in commands:
            self.ann.ask(Request(command))
            self.bench.loop.run()

    def attach(self, seq: int) -> tuple[bool, list[Any]]:
        transport, outbox = self.connection()
        whole = self.bench.hub.attach(self.ann, outbox, seq, self.ended.append)
        self.bench.loop.run()
        self.transport = transport
        return whole, self.read()

    def read(self) -> list[Any]:
        lines = b"".join(self.transport.writes).decode().split("\n")
        self.transport.writes.clear()
        return [json.loads(line) for line in lines if line]


def say(peer: Peer, text: str, to: str | None = None) -> None:
    peer.say(json.dumps({"type": "send", "text": text, **({"to": to} if to else {})}))


def kinds(events: list[Any]) -> list[Any]:
    return [event.get("text", event["type"]) for event in events]


def test_who_comes_back_is_told_what_it_missed_in_order_and_once() -> None:
    scene = Comeback()
    seen = scene.read()[-1]["seq"]
    scene.bench.hub.detach(scene.ann)
    say(scene.bob, "one")
    say(scene.bob, "two", "ann")
    say(scene.bob, "three")
    assert scene.read() == []
    whole, events = scene.attach(seen)
    assert whole
    assert kinds(events) == ["one", "two", "three"]
    say(scene.bob, "four")
    assert kinds(scene.read()) == ["four"]


def test_what_a_bot_said_meanwhile_is_told_with_its_mark_to_who_comes_back() -> None:
    scene = Comeback()
    seen = scene.read()[-1]["seq"]
    scene.bench.hub.detach(scene.ann)
    robot = scene.bench.websocket("/?name=robot&bot=1", json=True)
    robot.say('{"type":"send","text":"hi"}', '{"type":"send","text":"psst","to":"ann"}')
    scene.bench.loop.run()
    _, missed = scene.attach(seen)
    assert [(event["type"], event["bot"]) for event in missed] == [
        ("joined", True),
        ("message", True),
        ("message", True),
    ]


def test_nobody_is_told_of_a_session_that_is_only_detached() -> None:
    scene = Comeback()
    scene.bob.texts()
    scene.bench.hub.detach(scene.ann)
    scene.bench.loop.run()
    assert scene.bob.texts() == []
    scene.bob.say('{"type":"users"}')
    assert [row["name"] for row in json.loads(scene.bob.texts()[0])["users"]] == ["ann", "bob"]


def test_what_was_written_and_may_not_have_arrived_is_told_again() -> None:
    scene = Comeback()
    seen = scene.read()[-1]["seq"]
    scene.do(Send("mine"))
    say(scene.bob, "lost on its way")
    written = scene.read()
    _, events = scene.attach(seen)
    assert events == written
    assert kinds(events) == ["accepted", "mine", "lost on its way"]


def test_what_is_not_kept_any_more_is_said_to_be_missing() -> None:
    scene = Comeback(record_bound=1000)
    seen = scene.read()[-1]["seq"]
    scene.bench.hub.detach(scene.ann)
    for number in range(9):
        say(scene.bob, f"m{number}")
    whole, events = scene.attach(seen)
    assert not whole
    assert kinds(events)[-1] == "m8"


def test_who_comes_back_sees_as_little_of_the_ignored_as_before() -> None:
    scene = Comeback()
    scene.do(Ignore("bob"))
    seen = scene.read()[-1]["seq"]
    scene.bench.hub.detach(scene.ann)
    say(scene.bob, "public")
    say(scene.bob, "private", "ann")
    scene.bob.say('{"type":"rename","name":"rob"}')
    _, events = scene.attach(seen)
    assert kinds(events) == ["renamed"]
    say(scene.bob, "more")
    assert scene.read() == []


def test_a_newer_connection_takes_the_place_of_an_older_one() -> None:
    scene = Comeback()
    older = scene.transport
    seen = scene.read()[-1]["seq"]
    scene.attach(seen)
    say(scene.bob, "hi")
    assert kinds(scene.read()) == ["hi"]
    assert older.writes == []


def test_a_detached_session_can_end() -> None:
    scene = Comeback()
    scene.bob.texts()
    scene.bench.hub.detach(scene.ann)
    scene.ann.submit(Request(Leave("lost")))
    scene.bench.loop.run()
    assert [json.loads(text)["type"] for text in scene.bob.texts()] == ["left"]
    assert scene.bench.hub.population == 1


def test_nothing_is_kept_when_nobody_will_ask() -> None:
    def keeps(bench: Bench) -> bool:
        return bench.hub._deliverer._record is not None

    scene = Comeback()
    assert keeps(scene.bench)
    scene.bench.hub.part(scene.ann, "lost")
    assert not keeps(scene.bench)
    bench = Bench()
    bench.websocket(json=True)
    assert not keeps(bench)


def test_a_session_that_was_not_to_come_back_cannot() -> None:
    scene = Comeback()
    other = next(
        session for session in scene.bench.hub._deliverer.sessions.values() if session.record is None
    )
    _, outbox = scene.connection()
    with pytest.raises(ValueError, match="kept"):
        scene.bench.hub.attach(other, outbox, 0, lambda _: None)


def test_what_was_ignored_when_it_was_said_does_not_come_with_the_return() -> None:
    scene = Comeback()
    seen = scene.read()[-1]["seq"]
    say(scene.bob, "before")
    scene.do(Ignore("bob"))
    say(scene.bob, "ignored")
    scene.do(Unignore("bob"))
    say(scene.bob, "behind")
    live = scene.read()
    _, events = scene.attach(seen)
    assert events == live
    assert kinds(events) == ["before", "accepted", "accepted", "behind"]


def test_what_waits_behind_a_long_answer_goes_on_when_the_connection_is_gone() -> None:
    scene = Comeback()
    for _ in range(60):
        scene.ann.ask(Request(Send("x" * 4000, delay=600)))
    scene.bench.loop.run()
    scene.ann.ask(Request(ListScheduled()))
    scene.ann.ask(Request(Send("behind it")))
    assert scene.ann.unsaid
    assert scene.ann.busy
    scene.bench.hub.detach(scene.ann)
    scene.bench.loop.run()
    assert not scene.ann.busy
    scene.bob.say('{"type":"history"}')
    assert "behind it" in scene.bob.texts()[-1]


def test_a_long_answer_is_told_again_in_parts() -> None:
    scene = Comeback(record_bound=10**7)
    for _ in range(60):
        scene.ann.ask(Request(Send("x" * 4000, delay=600)))
    scene.bench.loop.run()
    seen = scene.read()[-1]["seq"]
    scene.do(Cancel(everything=True))
    _, events = scene.attach(seen)
    assert events[0]["type"] == "cancelled"
    assert events[0]["more"]
    assert scene.ann.unsaid


def test_who_attaches_before_its_join_is_stored_begins_with_its_welcome() -> None:
    bench = Bench(slow=True)
    scene = Comeback.__new__(Comeback)
    scene.bench, scene.ended = bench, []
    bob = bench.websocket("/?name=bob", json=True)
    bench.journal.commit()
    scene.transport, outbox = scene.connection()
    scene.ann = bench.hub.join("ann's", outbox, "net", "ann", lambda _: None, resumable=True)
    scene.attach(0)
    say(bob, "early")
    bench.journal.commit_last()
    bench.journal.commit()
    bench.loop.run()
    assert kinds(scene.read())[0] == "welcome"


def test_the_newer_connection_is_told_of_the_end() -> None:
    scene = Comeback()
    scene.attach(scene.read()[-1]["seq"])
    scene.do(Leave())
    assert kinds(scene.read())[-1] == "farewell"
    assert scene.ended == ["exit"]
