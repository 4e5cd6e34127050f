"""People who talk, in private too, schedule and cancel over connections that are cut; what they are told is kept."""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from documented_client import Client

__all__ = ["Absence", "Person", "Said"]

Event = dict[str, Any]

_NEWS = {"undelivered", "not-sent", "cancelled"}


@dataclass(frozen=True, slots=True)
class Said:
    """A message as somebody saw it."""

    seq: int
    number: int
    author: str
    text: str
    to: str | None


@dataclass(frozen=True, slots=True)
class Absence:
    """What a `resumed` told: the messages between two entries, how many, and how many of the oldest do not follow."""

    seen: int
    resumed: int
    missed: int
    gap: int
    lost: int


class Person(Client):  # type: ignore[misc]  # that is a page's, and has no types
    """The documented client, with a memory instead of a screen."""

    def __init__(self, name: str, port: int, rng: random.Random) -> None:
        super().__init__(f"ws://127.0.0.1:{port}/ws?name={name}&resume=1")
        self.name = name
        self.heard: list[Said] = []
        self.absences: list[Absence] = []
        self.asked: dict[int, Event] = {}
        self.answers: dict[int, Event] = {}
        self.news: dict[str, Counter[int]] = {kind: Counter() for kind in _NEWS}
        """How often each message was told to be undelivered, not sent, cancelled."""
        self.faults: list[str] = []
        self.joined = 0
        self.changed = asyncio.Event()
        self._rng = rng
        self._count = 0

    def read(self, loop: object) -> None:
        """Nobody types."""

    def show(self, event: Event) -> None:
        """Keep what matters."""
        kind = event["type"]
        if kind == "message":
            text = sys.intern(event["text"])  # as the others have it
            self.heard.append(Said(event["seq"], event["number"], event["from"], text, event.get("to")))
        elif kind in ("welcome", "new-session"):
            if self.joined:
                self.faults.append(f"{self.name} has another session: {event}")
            self.joined = event.get("seq", 0)
        elif kind == "resumed":
            counts = (event.get(name, 0) for name in ("missed", "gap", "lost"))
            self.absences.append(Absence(self.position, event["seq"], *counts))
        self._note(kind, event)
        self.changed.set()

    def _note(self, kind: str, event: Event) -> None:
        if kind in ("undelivered", "not-sent"):
            self.news[kind][event.get("message", event)["number"]] += 1
        elif kind == "cancelled":
            self.news[kind].update(message["number"] for message in event["messages"])
        ref = event.get("ref")
        if ref in self.asked and (kind == "accepted" or not event.get("more")):
            if ref in self.answers:
                self.faults.append(f"{self.name} was answered twice: {event}")
            self.answers[ref] = event

    def ask(self, request: Event) -> int:
        """Ask, and remember it; returns the number."""
        super().ask(request)
        number = max(self.unanswered)
        self.asked[number] = request
        return int(number)

    def say(self, **fields: Any) -> int:
        """Send a text that nobody else sends."""
        self._count += 1
        text = f"{self.name} {self._count} {'.' * self._rng.choice((0, 9, 80, 300))}"
        return self.ask({"type": "send", "text": text, **fields})

    async def talk_on(self, others: list[str], pause: float) -> None:
        """Do something at random, again and again, with pauses of so many seconds in the mean."""
        while True:
            await asyncio.sleep(self._rng.expovariate(1 / pause))
            self._do_something(others)

    def _do_something(self, others: list[str]) -> None:
        dice = self._rng.random()
        to_one = {"to": self._rng.choice(others)} if self._rng.random() < 0.3 else {}
        if dice < 0.80:
            self.say(**to_one)
        elif dice < 0.92:
            self.say(delay=self._rng.randint(1, 6), **to_one)
        elif dice < 0.96:
            self.ask({"type": "cancel", **self._rng.choice(({}, {"all": True}))})
        else:
            self.ask(self._rng.choice(({"type": "users"}, {"type": "history", "count": 100})))

    async def until(self, what: str, condition: Callable[["Person"], bool], patience: float = 120.0) -> None:
        """Wait for a condition, which may change with every event."""
        try:
            await asyncio.wait_for(self._see(condition), patience)
        except asyncio.TimeoutError:
            raise AssertionError(f"{self.name} does not see that {what}") from None

    async def _see(self, condition: Callable[["Person"], bool]) -> None:
        while not condition(self):
            self.changed.clear()
            await self.changed.wait()
