"""The scenario to simulate: how many users, which of them send, what, and how fast."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

__all__ = ["DEFAULT_MIX", "KINDS", "MIN_PAYLOAD", "SMOKE", "Flaw", "Scenario"]

KINDS: Final = ("send", "private", "delayed", "rename", "users", "history")
"""The actions of a sender, in the order used by `--mix`."""

DEFAULT_MIX: Final[Mapping[str, int]] = {
    "send": 90,
    "private": 4,
    "delayed": 2,
    "rename": 2,
    "users": 1,
    "history": 1,
}

MIN_PAYLOAD: Final = 48
"""Minimum length of a message in characters, so that its mark fits."""

Flaw = Literal["senders", "partners"]
"""Why a scenario cannot be run; see `Scenario.flaw`."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario. Times are in seconds. Nothing in it depends on how it is distributed over processes.

    Users are numbered from 0. The first `senders` of them send, the last `churners` leave and return; no user does
    both, so every message number of a sender belongs to one unbroken session.
    """

    users: int = 100
    senders: int = 10
    rate: float = 50.0
    """Actions per second, of all senders together; unused with a window."""
    window: int = 0
    """Actions in flight, of all senders together; 0: use `rate` (open loop)."""
    duration: float = 30.0
    ramp: float = 5.0
    """Duration over which all users join."""
    payload: int = 100
    """Characters per message."""
    mix: Mapping[str, int] = field(default_factory=lambda: dict(DEFAULT_MIX))
    """Weights of the `KINDS`."""
    churn: float = 0.0
    """The share of the users that repeatedly leave and return, 0 to 1."""
    processes: int = 1
    seed: int = 1
    dialect: str = "json"
    posters: int = 0
    """Senders that post, wait until all have it, and post the next; 0: use `window` or `rate`."""
    reconnect: bool = False
    """Whether users whose session is over begin another one, and blackouts are timed."""

    @property
    def churners(self) -> int:
        """The number of users that leave and return."""
        return round(self.users * self.churn)

    @property
    def stayers(self) -> int:
        """The number of users that stay from the beginning to the end."""
        return self.users - self.churners

    @property
    def flaw(self) -> Flaw | None:
        """Why the scenario cannot be run, or None.

        `senders`: more senders than users that stay; `partners`: private messages without recipients.
        """
        if self.senders > self.stayers:
            return "senders"
        return "partners" if self.mix.get("private") and self.stayers < 2 else None

    def as_json(self) -> dict[str, Any]:
        """Return an object that `from_json` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Scenario":
        """Read an object written by `as_json`."""
        return cls(**fields)


SMOKE: Final = Scenario(users=50, senders=5, rate=100.0, duration=10.0, ramp=1.0, churn=0.1)
"""The standard scenario of `--smoke`."""
