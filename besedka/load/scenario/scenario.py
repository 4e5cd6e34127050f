"""What is simulated: how many people, who of them speaks, what, and how fast."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

__all__ = ["DEFAULT_MIX", "KINDS", "MIN_PAYLOAD", "SMOKE", "Flaw", "Scenario"]

KINDS: Final = ("send", "private", "delayed", "rename", "users", "history")
"""What a sender may do, in the order in which `--mix` is written."""

DEFAULT_MIX: Final[Mapping[str, int]] = {
    "send": 90,
    "private": 4,
    "delayed": 2,
    "rename": 2,
    "users": 1,
    "history": 1,
}

MIN_PAYLOAD: Final = 48
"""Characters that a message needs at least, so that its mark has room."""

Flaw = Literal["senders", "partners"]
"""Why a scenario cannot be played; see `Scenario.flaw`."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario. Times are seconds, and nothing in it depends on how it is spread over processes.

    Users are numbered from 0. The first `senders` of them speak, the last `churners` leave and return; no user
    does both, so that every number that a sender gives to a message belongs to one unbroken session.
    """

    users: int = 100
    senders: int = 10
    rate: float = 50.0
    """Actions a second, of all senders together; of no meaning with a window."""
    window: int = 0
    """Actions under way at a time, of all senders together; 0: as `rate` says (open loop)."""
    duration: float = 30.0
    ramp: float = 5.0
    """How long it takes until all have come in."""
    payload: int = 100
    """Characters in a message."""
    mix: Mapping[str, int] = field(default_factory=lambda: dict(DEFAULT_MIX))
    """Weights of the `KINDS`."""
    churn: float = 0.0
    """The share of the users that leave and return again and again, 0 to 1."""
    processes: int = 1
    seed: int = 1
    dialect: str = "json"

    @property
    def churners(self) -> int:
        """How many users leave and return."""
        return round(self.users * self.churn)

    @property
    def stayers(self) -> int:
        """How many users stay from the beginning to the end."""
        return self.users - self.churners

    @property
    def flaw(self) -> Flaw | None:
        """Why it cannot be played.

        `senders`: more senders than users that stay; `partners`: private messages, and nobody to get them.
        """
        if self.senders > self.stayers:
            return "senders"
        return "partners" if self.mix.get("private") and self.stayers < 2 else None

    def as_json(self) -> dict[str, Any]:
        """The scenario as an object that `from_json` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Scenario":
        """The scenario that `as_json` wrote."""
        return cls(**fields)


SMOKE: Final = Scenario(users=50, senders=5, rate=100.0, duration=10.0, ramp=1.0, churn=0.1)
"""The standard scenario of `--smoke`."""
