"""What can be put into the journal: everything that may change the chat's state. And who may ask for it.

Commands are imperative, frozen and self-contained. Their names and those of their fields are stored in journals
(`besedka.journal.codec`), so a field may come, with a default that means what was meant before, but none may go.
"""

from typing import Literal

from besedka.chat.language.rules import Rules
from besedka.records import record

__all__ = [
    "LOOPBACK",
    "NEEDS_VOICE",
    "Cancel",
    "Command",
    "Departure",
    "Failed",
    "Ignore",
    "Join",
    "Leave",
    "NodeStarted",
    "NodeStopped",
    "Rename",
    "Report",
    "Send",
    "Tick",
    "Unignore",
]

LOOPBACK = "loopback"
"""The network of whoever sits at the server's own machine: it tells nobody apart."""

Departure = Literal["exit", "lost", "timeout", "slow", "error"]
"""Why a session ends: it said `exit`, its connection broke, it fell silent, it did not read, it broke the
protocol."""


@record
class NodeStarted:
    """The origin's node has started: what an earlier run of it left behind ends.

    `life` identifies this run, and no other run of the node; of several entries with one `life` only the first counts.
    `rules` decide from here on; None when they are those in force already. The first entry of every journal has them.
    """

    life: str
    rules: Rules | None = None


@record
class NodeStopped:
    """The origin's node stops: its run `life` is over.

    Changes nothing when that run is over already, or is not the node's last one. `durable` tells whether what waits
    outlives it. If not, the pending messages of the node's sessions, of those that have ended too, end as not sent.
    """

    life: str
    durable: bool


@record
class Failed:
    """A handler of ours has raised while entry `seq` was applied: in its command (`number` is None), in what was due
    under this number in the agenda, or in forgetting what was over (`number` is 0).

    It changes nothing; a replay by a version that is mended learns from it to let the same part fail again.
    """

    seq: int
    number: int | None = None


@record
class Tick:
    """Does what is due by the entry's time, as every entry does, and nothing else. Idempotent."""


@record
class Join:
    """A new session enters.

    `network` is what moderation may know of where it comes from: an IPv4 address, an IPv6 /64, or `LOOPBACK`.
    `name` is a wish: when it cannot be had, the session enters under a guest's name and is told why. `numbered` tells
    whether the session numbers its requests, so that it can repeat one and have its first answer.
    """

    network: str
    name: str | None = None
    numbered: bool = False


@record
class Leave:
    """End the session. Idempotent: of a session that has ended it does nothing."""

    reason: Departure = "exit"


@record
class Rename:
    """Take `name`, which must be free, allowed and another than the present one."""

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
    """Complain about who is called `name`, is here, or left not long ago."""

    name: str


@record
class Ignore:
    """Get no messages any more of who is called `name`, whatever that person is called later."""

    name: str


@record
class Unignore:
    """Get messages again of who was ignored, and is listed under `name`."""

    name: str


NEEDS_VOICE: frozenset[type] = frozenset({Send, Rename})
"""The commands that a muted person may not give: a name can say a lot, too."""


Command = (
    NodeStarted
    | NodeStopped
    | Failed
    | Tick
    | Join
    | Leave
    | Rename
    | Send
    | Cancel
    | Report
    | Ignore
    | Unignore
)
"""Whatever may stand in a journal."""
