"""The workload: the same seed produces the same traffic, on any number of processes.

Each user has its own random generator, so that nothing depends on what another user or process has drawn. In the open
loop a sender's actions are a Poisson process, as with people: the gaps between them are exponentially distributed, and
all senders together perform `rate` actions per second.
"""

import heapq
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from besedka.load.scenario.scenario import KINDS, Scenario

__all__ = ["Absence", "Action", "absences", "actions", "all_actions"]

_PARTNERS: Final = 8
"""Private-message partners of a sender: people whisper with few others, and it bounds the number of streams."""

_STAY_SECONDS: Final = (2.0, 8.0)
_AWAY_SECONDS: Final = (0.5, 2.0)
_SECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Action:
    """An action of a sender, `at` microseconds after the start; `partner` receives a private message."""

    at: int
    sender: int
    kind: str
    partner: int | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A user leaves, politely or by an abort, and returns; microseconds after the start."""

    leaves: int
    returns: int
    politely: bool


def actions(scenario: Scenario, sender: int) -> Iterator[Action]:
    """Yield the actions of one sender, endlessly. With a window `at` is unused."""
    rng = _random(scenario, "sender", sender)
    others = [user for user in _sample(rng, scenario.stayers) if user != sender][:_PARTNERS]
    weights = list(accumulate(scenario.mix.get(kind, 0) for kind in KINDS))
    pace = scenario.rate / scenario.senders or 1.0
    at = 0.0
    while True:
        at += rng.expovariate(pace)
        (kind,) = rng.choices(KINDS, cum_weights=weights)
        partner = rng.choice(others) if kind == "private" else None
        yield Action(int(at * _SECOND), sender, kind, partner)


def all_actions(scenario: Scenario, senders: Iterable[int]) -> Iterator[Action]:
    """Yield the actions of several senders in order of time, endlessly."""
    return heapq.merge(*(actions(scenario, sender) for sender in senders), key=lambda action: action.at)


def absences(scenario: Scenario, user: int) -> Iterator[Absence]:
    """Yield the absences of one churner, endlessly. Half of the departures are polite, half are aborts."""
    rng = _random(scenario, "churner", user)
    at = rng.uniform(0, _STAY_SECONDS[1])
    while True:
        back = at + rng.uniform(*_AWAY_SECONDS)
        yield Absence(int(at * _SECOND), int(back * _SECOND), rng.random() < 0.5)
        at = back + rng.uniform(*_STAY_SECONDS)


def _random(scenario: Scenario, role: str, user: int) -> random.Random:
    return random.Random(f"{scenario.seed}/{role}/{user}")  # noqa: S311 - must be reproducible, not secret


def _sample(rng: random.Random, stayers: int) -> list[int]:
    """Sample one more user than needed, since the sender itself may be among them."""
    return rng.sample(range(stayers), min(stayers, _PARTNERS + 1))
