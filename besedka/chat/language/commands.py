"""Commands: everything that may enter the journal and change the chat's state, and which of them need a voice.

Commands are imperative, frozen and self-contained. Journals store their names and those of their fields
(`besedka.journal.codec`). A field may be added, with a default that means what its absence meant before; none
may be removed.
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
    "Detach",
    "Failed",
    "Ignore",
    "Join",
    "Leave",
    "NodeStarted",
    "NodeStopped",
    "Rename",
    "Report",
    "Resume",
    "Seen",
    "Send",
    "Tick",
    "Unignore",
]

LOOPBACK = "loopback"
"""The network of people at the server's own machine. It does not distinguish them."""

Departure = Literal["exit", "lost", "timeout", "slow", "error"]
"""Why a session ends.

It sent `exit`, lost its connection, stopped responding, read too slowly, or violated the protocol.
"""


@record
class NodeStarted:
    """The origin's node has started: the sessions of an earlier run end.

    `life` identifies this run and no other run of the node; of several entries with one `life` only the first
    counts. `rules` apply from here on; None keeps those in force. The first entry of every journal has them.
    """

    life: str
    rules: Rules | None = None


@record
class NodeStopped:
    """The origin's node is stopping: its run `life` ends.

    Changes nothing if that run has already ended, or is not the node's last one. `durable` says whether
    pending messages survive the stop. If not, those of the node's sessions, including sessions that have
    ended, end as not sent.
    """

    life: str
    durable: bool


@record
class Failed:
    """A handler raised while entry `seq` was applied.

    `number` names the part that failed: the command (None), the due item with this number in the agenda, or
    expiry (0).

    Changes nothing. From it, a replay by a fixed version learns to let the same part fail again.
    """

    seq: int
    number: int | None = None


@record
class Tick:
    """Process what is due by the entry's time, as every entry does, and nothing else. Idempotent."""


@record
class Join:
    """A new session enters.

    - `network` is what moderation may know of its origin: an IPv4 address, an IPv6 /64, or `LOOPBACK`.
    - `name` is a wish: if it cannot be granted, the session enters under a guest name and is told why.
    - `numbered` says whether the session numbers its requests, so that it can repeat one and get its first
      answer.
    - `bot` says whether the session is a program's; its mark, which it keeps until it ends.
    - `token` asks for a session that outlives its connection: the hash of the secret by which it is resumed. Such a
      session is also `numbered`.
    """

    network: str
    name: str | None = None
    numbered: bool = False
    bot: bool = False
    token: str | None = None


@record
class Leave:
    """End the session. Idempotent: does nothing for a session that has ended."""

    reason: Departure = "exit"


@record
class Detach:
    """The session has lost its connection: keep it until its grace ends, or end it for `reason` if it cannot be kept.

    `seen` is the last entry that its client is known to have seen. Changes nothing else if the session has been
    resumed on another node.
    """

    reason: Departure
    seen: int = 0


@record
class Resume:
    """The session has a new connection, whose client has seen everything up to entry `seen`."""

    seen: int = 0


@record
class Seen:
    """The session's client has seen everything up to entry `seq`. Gets no answer."""

    seq: int


@record
class Rename:
    """Take `name`, which must be free, allowed and different from the present one."""

    name: str


@record
class Send:
    """Send `text` to everybody, or only to `to`; now (`delay` is None or 0), or `delay` seconds from now."""

    text: str
    to: str | None = None
    delay: int | None = None


@record
class Cancel:
    """Cancel a delayed message: the one with this number, all, or the last created one that is still pending."""

    number: int | None = None
    everything: bool = False


@record
class Report:
    """Complain about the person called `name`, who is here or left recently."""

    name: str


@record
class Ignore:
    """Stop receiving messages from the person called `name`, whatever name that person takes later."""

    name: str


@record
class Unignore:
    """Receive messages again from the ignored person listed under `name`."""

    name: str


NEEDS_VOICE: frozenset[type] = frozenset({Send, Rename})
"""The commands that a muted person may not use. `Rename` is one because a name can carry a message, too."""


Command = (
    NodeStarted
    | NodeStopped
    | Failed
    | Tick
    | Join
    | Leave
    | Detach
    | Resume
    | Seen
    | Rename
    | Send
    | Cancel
    | Report
    | Ignore
    | Unignore
)
"""Everything that a journal entry may hold."""
