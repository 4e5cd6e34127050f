"""What a snapshot consists of: each thing that changes stands in it once, and is referred to by its number.

What follows from something else is not in it: who is in the room and in which order, who owns which name, what is
due, and every count.
"""

from besedka.chat.language.events import (
    Accepted,
    Answer,
    Cancelled,
    Farewell,
    HistoryListed,
    IgnoredListed,
    Refused,
    ScheduledListed,
    Stamp,
    UsersListed,
)
from besedka.chat.language.rules import Rules
from besedka.chat.names.forms import NameForms
from besedka.chat.snapshots.primitives import Primitives
from besedka.chat.state.room import HistoryRow
from besedka.records import record

__all__ = [
    "ANSWERS",
    "PRIMITIVES",
    "SNAPSHOT_VERSION",
    "ConductRow",
    "DelayedRow",
    "IgnoredRow",
    "KeptAnswer",
    "NodeRow",
    "PersonRow",
    "Snapshot",
]

SNAPSHOT_VERSION = 1
"""Version of the form.

It goes up when a later program could not read an older snapshot by giving what is missing its default.
"""

ANSWERS = {
    "accepted": Accepted,
    "cancelled": Cancelled,
    "farewell": Farewell,
    "history": HistoryListed,
    "ignored": IgnoredListed,
    "refused": Refused,
    "scheduled": ScheduledListed,
    "users": UsersListed,
}
"""All answers by the names that they have in a snapshot."""

PRIMITIVES = Primitives(ANSWERS)


@record
class ConductRow:
    """A `Conduct`; `complaints` are reporters, and when each one's complaint expires."""

    number: int
    network: str
    complaints: tuple[tuple[str, int], ...]
    muted_until: int | None
    muted_for: int
    muted_name: str
    muted_by: int


@record
class IgnoredRow:
    """An `Ignored` of the person in whose row it stands."""

    number: int
    name: NameForms
    network: str
    sessions: tuple[str, ...]
    here: bool
    begun_as: str
    folds: tuple[str, ...]


@record
class KeptAnswer:
    """The answer to a numbered request, and the stamp that it had."""

    request: int
    stamp: Stamp
    answer: Answer


@record
class PersonRow:
    """A `Person`, here or gone; `outcomes` are numbers of messages, and how each ended."""

    number: int
    session: str
    name: NameForms
    network: str
    conduct: int
    node: str
    present: bool
    held: tuple[NameForms, ...]
    outcomes: tuple[tuple[int, str], ...]
    departures: tuple[int, ...]
    ignored: tuple[IgnoredRow, ...]
    done_up_to: int
    answers: tuple[KeptAnswer, ...] | None


@record
class NodeRow:
    """A `Node`, by its name `node`."""

    node: str
    lives: tuple[str, ...]
    over: bool


@record
class DelayedRow:
    """A `DelayedMessage`; `author` and `recipient` are numbers of people."""

    number: int
    author: int
    text: str
    recipient: int | None
    due: int
    written_as: NameForms
    waits: bool


@record
class Snapshot:
    """Everything that a `Chat` knows after the entry `last`; `rules` are None, and all else empty, before the first.

    `holds` are person, fold and end; `departed` fold, person and end; `kept` conduct and end; `ended` session and end.
    """

    version: int
    last: Stamp
    rules: Rules | None = None
    guests: int = 0
    conducts: tuple[ConductRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    delayed: tuple[DelayedRow, ...] = ()
    holds: tuple[tuple[int, str, int], ...] = ()
    departed: tuple[tuple[str, int, int], ...] = ()
    kept: tuple[tuple[int, int], ...] = ()
    history: tuple[HistoryRow, ...] = ()
    ended: tuple[tuple[str, int], ...] = ()
    nodes: tuple[NodeRow, ...] = ()
    no_expiry_before: int = 0
