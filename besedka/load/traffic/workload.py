"""Who says what when: the same seed makes the same traffic, on however many processes.

Each user has a random generator of its own, so that nothing depends on what another user, or process, has drawn. In
the open loop a sender's actions are a Poisson process, as people are: the gaps between them are exponentially
distributed, and all senders together make `rate` a second.
"""

import heapq
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from besedka.load.scenario.scenario import KINDS, Scenario

__all__ = ["Absence", "Action", "absences", "actions", "all_actions"]

_CIRCLE: Final = 8
"""With how many others a sender exchanges private messages: people whisper with few, and it bounds the streams."""

_STAY: Final = (2.0, 8.0)
_AWAY: Final = (0.5, 2.0)
_SECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Action:
    """What a sender is to do, `at` microseconds after the beginning; `partner` gets the private message."""

    at: int
    sender: int
    kind: str
    partner: int | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A user leaves, with or without a word, and returns; microseconds after the beginning."""

    leaves: int
    returns: int
    politely: bool


def actions(scenario: Scenario, sender: int) -> Iterator[Action]:
    """What one sender does, without end. With a window `at` has no meaning."""
    rng = _random(scenario, "sender", sender)
    others = [user for user in _sample(rng, scenario.stayers) if user != sender][:_CIRCLE]
    weights = list(accumulate(scenario.mix.get(kind, 0) for kind in KINDS))
    pace = scenario.rate / scenario.senders or 1.0
    at = 0.0
    while True:
        at += rng.expovariate(pace)
        (kind,) = rng.choices(KINDS, cum_weights=weights)
        partner = rng.choice(others) if kind == "private" else None
        yield Action(int(at * _SECOND), sender, kind, partner)


def all_actions(scenario: Scenario, senders: Iterable[int]) -> Iterator[Action]:
    """What several senders do, in the order of time, without end."""
    return heapq.merge(*(actions(scenario, sender) for sender in senders), key=lambda action: action.at)


def absences(scenario: Scenario, user: int) -> Iterator[Absence]:
    """When one of the churners is away, without end. Half of the departures are polite, half are cuts."""
    rng = _random(scenario, "churner", user)
    at = rng.uniform(0, _STAY[1])
    while True:
        back = at + rng.uniform(*_AWAY)
        yield Absence(int(at * _SECOND), int(back * _SECOND), rng.random() < 0.5)
        at = back + rng.uniform(*_STAY)


def _random(scenario: Scenario, role: str, user: int) -> random.Random:
    return random.Random(f"{scenario.seed}/{role}/{user}")  # noqa: S311 - to be repeated, and no secret


def _sample(rng: random.Random, stayers: int) -> list[int]:
    """One more than a circle, since the sender itself may be among them."""
    return rng.sample(range(stayers), min(stayers, _CIRCLE + 1))
