"""Whatever is cut, and wherever: who comes back has seen everything once, in order, or was told how much is gone."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from returning_clients import Client, Reference
from server_bench import Bench

from besedka.chat import Rules
from besedka.server.process.config import Config

RULES = Rules(history_size=6, max_kept=4, max_replayed=5)

people = st.sampled_from([0, 0, 1, 2])
parts = st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0, 1.0])
actions = st.one_of(
    st.tuples(st.just("say"), people, st.integers(1, 7)),
    st.tuples(st.just("whisper"), people, people, st.integers(1, 3)),
    st.tuples(st.just("delay"), people, people, st.integers(1, 4)),
    st.tuples(st.just("read"), people, parts),
    st.tuples(st.just("confirm"), people),
    st.tuples(st.just("cut"), people, parts),
    st.tuples(st.just("return"), people),
    st.tuples(st.just("commit"), st.sampled_from([1, 2, 3, 99, 99, 99])),
    st.tuples(st.just("refuse")),
    st.tuples(st.just("pass"), st.sampled_from([1_000, 5_000, 16_000, 60_000])),
    st.tuples(st.just("kill")),
)


class World:
    """A server that may be killed, whose journal commits when it is told to, and its clients."""

    def __init__(self) -> None:
        self.bench = Bench(Config(flood=0.0), slow=True, rules=RULES)
        self.clients = [Client(name) for name in ("ann", "bob", "cho")]
        self.texts = 0
        for client in self.clients:
            client.connect(self.bench)
            self.commit(99)
            client.read()

    def text(self) -> str:
        self.texts += 1
        return f"text {self.texts}"

    def do(self, kind: str, *arguments: Any) -> None:
        getattr(self, kind if kind not in ("return", "pass") else f"{kind}_")(*arguments)

    def say(self, who: int, count: int) -> None:
        for _ in range(count):
            self.clients[who].send(self.text())

    def whisper(self, who: int, to: int, count: int) -> None:
        for _ in range(count):
            self.clients[who].send(self.text(), to=self.clients[to].name)

    def delay(self, who: int, to: int, count: int) -> None:
        """Several that come due together: one entry gives several events."""
        for number in range(count):
            self.clients[who].send(
                self.text(), delay=1, **({"to": self.clients[to].name} if number % 2 else {})
            )

    def read(self, who: int, part: float) -> None:
        self.clients[who].read(part)

    def confirm(self, who: int) -> None:
        if self.clients[who].is_in:
            self.clients[who].ask({"type": "seen", "seq": self.clients[who].position})

    def cut(self, who: int, part: float) -> None:
        self.clients[who].read(part)
        self.clients[who].cut()

    def return_(self, who: int) -> None:
        self.clients[who].connect(self.bench)

    def commit(self, count: int) -> None:
        self.bench.journal.commit(count)
        self.bench.loop.run()

    def refuse(self) -> None:
        """The next command could not be stored."""
        self.bench.journal.refuse()
        self.bench.loop.run()

    def pass_(self, milliseconds: int) -> None:
        self.bench.journal.passed += milliseconds
        self.bench.loop.advance(milliseconds / 1000)

    def kill(self) -> None:
        """What was not committed is lost; the clients find out."""
        journal = self.bench.journal
        for client in self.clients:
            client.read(1.0)
            client.peer = None
            client.is_in = False
        self.bench = Bench(Config(flood=0.0), slow=True, rules=RULES, opening=journal.reopened())
        self.commit(99)

    def settle(self) -> None:
        """Everybody comes back, and gets an answer to everything."""
        for _ in range(3):
            self.pass_(2_000)
            for client in self.clients:
                if not client.is_in:
                    client.connect(self.bench)
                self.commit(99)
                client.read()

    def outlast_every_grace(self) -> None:
        """Who has a connection stays."""
        for client in self.clients:
            client.send(self.text())
        for _ in range(3):
            self.pass_(RULES.grace)
            self.commit(99)
        for client in self.clients:
            client.send(self.text())
        self.commit(99)
        for client in self.clients:
            client.read()


def check(client: Client, reference: Reference) -> None:
    """Nothing twice, nothing out of order, nothing that was not said, and what is missing was announced."""
    expected = reference.of(client.token)
    places = [expected.index(sight) for sight in client.sights]
    assert places == sorted(set(places))
    unseen = set(expected) - set(client.sights)
    assert len(unseen & reference.public) <= sum(said.get("gap", 0) for _, said in client.returns)
    assert len(unseen - reference.public) <= sum(said.get("lost", 0) for _, said in client.returns)
    for claim, said in client.returns:
        missed = {sight for sight in expected if claim < sight[0] <= said["seq"]} & reference.public
        assert said.get("missed", 0) == len(missed)
        assert said.get("gap", 0) == max(0, len(missed) - RULES.max_replayed)


@settings(max_examples=300)
@given(st.lists(actions, min_size=10, max_size=60))
@example([("delay", 0, 1, 4), ("commit", 99), ("pass", 5000), ("commit", 99), ("cut", 1, 0.5), ("return", 1)])
@example([("cut", 0, 1.0), ("say", 1, 7), ("say", 1, 7), ("commit", 99), ("return", 0)])
@example([("cut", 0, 1.0), ("commit", 99), ("whisper", 1, 0, 3), ("commit", 99), ("kill",), ("return", 0)])
@example([("whisper", 1, 0, 3), ("whisper", 1, 0, 3), ("commit", 99), ("cut", 0, 0.0)])
@example([("return", 0), ("return", 0), ("commit", 1), ("cut", 0, 0.0), ("return", 0)])
@example(  # The first one to come back to a server that was restarted is cut between two events of one entry.
    [
        ("delay", 0, 1, 2),
        ("commit", 2),
        ("kill",),
        ("return", 1),
        ("pass", 1000),
        ("commit", 1),
        ("cut", 1, 0.8),
    ]
)
def test_who_comes_back_has_seen_everything_once_and_in_order(what: list[tuple[Any, ...]]) -> None:
    world = World()
    for action in what:
        world.do(*action)
    world.settle()
    over = [client for client in world.clients if "unknown-session" in client.refusals]
    assert not over or world.bench.journal.passed >= RULES.grace
    world.outlast_every_grace()
    reference = Reference(world.bench.journal.entries)
    assert all(len(numbers) == 1 for numbers in reference.numbers.values())
    for client in world.clients:
        assert client.is_in is (client not in over)
        assert client in over or not client.unanswered
        if client not in over:
            check(client, reference)
