"""What can be put into the journal: everything that may change the chat's state.

Imperative, frozen, self-contained.
"""

from typing import Literal

from besedka.chat.rules import Rules
from besedka.records import record

__all__ = [
    "LOOPBACK",
    "Cancel",
    "Command",
    "Departure",
    "Join",
    "Leave",
    "Rename",
    "Report",
    "Send",
    "SetRules",
    "Stop",
    "Tick",
]

LOOPBACK = "loopback"
"""The network of whoever sits at the server's own machine: it tells nobody apart."""

Departure = Literal["exit", "lost", "timeout", "slow", "error"]
"""Why a session ends: it said `exit`, its connection broke, it fell silent, it did not read, it broke the
protocol."""


@record
class SetRules:
    """The rules from here on.

    The first entry of every journal.
    """

    rules: Rules


@record
class Tick:
    """Nothing but the time; does what is due.

    Idempotent.
    """


@record
class Join:
    """A new session enters.

    `network` is what moderation may know of where it comes from: an IPv4 address, an IPv6 /64, or `LOOPBACK`.
    `name` is a wish: when it cannot be had, the session enters under a guest's name and is told why.
    """

    network: str
    name: str | None = None


@record
class Leave:
    """The session ends."""

    reason: Departure = "exit"


@record
class Rename:
    """Take another name."""

    name: str


@record
class Send:
    """Say `text` to everybody, or to `to` alone; now (`delay` is None or 0), or `delay` seconds from now."""

    text: str
    to: str | None = None
    delay: int | None = None


@record
class Cancel:
    """Take back a delayed message: the one with this number, all, or the last created that is still
    pending."""

    number: int | None = None
    everything: bool = False


@record
class Report:
    """Complain about somebody."""

    name: str


@record
class Stop:
    """The server stops and what it holds in memory goes with it: every pending message ends as not sent."""


Command = SetRules | Tick | Join | Leave | Rename | Send | Cancel | Report | Stop
