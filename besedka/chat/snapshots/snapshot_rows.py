"""The rows of a snapshot: each mutable object appears once and is referred to by its number.

Derived data is not included: the room and its order, name ownership, due items, and every count.
"""

from besedka.chat.language.events import (
    Accepted,
    Answer,
    Cancelled,
    Farewell,
    HistoryListed,
    IgnoredListed,
    Message,
    NotSent,
    Refused,
    ScheduledListed,
    SearchListed,
    Silenced,
    Stamp,
    Undelivered,
    UsersListed,
)
from besedka.chat.language.rules import Rules
from besedka.chat.names.forms import NameForms
from besedka.chat.snapshots.primitives import Primitives
from besedka.chat.state.messages import HistoryRow
from besedka.chat.state.unsent import Unsent
from besedka.records import record

__all__ = [
    "ANSWERS",
    "PRIMITIVES",
    "SNAPSHOT_VERSION",
    "ConductRow",
    "DelayedRow",
    "IgnoredRow",
    "KeptAnswer",
    "KeptRow",
    "NodeRow",
    "PersonRow",
    "ResumptionRow",
    "Snapshot",
]

SNAPSHOT_VERSION = 1
"""Version of the format.

Incremented when a newer program can no longer read an older snapshot by giving missing fields their defaults.
"""

ANSWERS = {
    "accepted": Accepted,
    "cancelled": Cancelled,
    "farewell": Farewell,
    "history": HistoryListed,
    "ignored": IgnoredListed,
    "refused": Refused,
    "scheduled": ScheduledListed,
    "search": SearchListed,
    "users": UsersListed,
}
"""All answer types by their names in a snapshot."""

PRIMITIVES = Primitives(ANSWERS)


@record
class ConductRow:
    """A `Conduct`; `complaints` are pairs of a reporter and the time at which its complaint expires."""

    number: int
    network: str
    complaints: tuple[tuple[str, int], ...]
    muted_until: int | None
    muted_for: int
    muted_name: str
    muted_by: int


@record
class IgnoredRow:
    """An `Ignored` owned by the person whose row contains it."""

    number: int
    name: NameForms
    network: str
    sessions: tuple[str, ...]
    here: bool
    begun_as: str
    folds: tuple[str, ...]


@record
class KeptAnswer:
    """The answer to a numbered request, and its stamp."""

    request: int
    stamp: Stamp
    answer: Answer


@record
class KeptRow:
    """A `KeptEvent`: one of the events is set."""

    stamp: Stamp
    said: int
    author: str | None
    hidden: bool
    message: Message | None = None
    not_sent: NotSent | None = None
    silenced: Silenced | None = None
    undelivered: Undelivered | None = None


@record
class ResumptionRow:
    """A `Resumption`."""

    token: str
    seen: int
    said: int
    until: int | None
    due: int | None
    away: bool
    kept: tuple[KeptRow, ...]
    lost: tuple[int, ...]


@record
class PersonRow:
    """A `Person`, here or gone; `outcomes` are pairs of a message's number and its outcome."""

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
    bot: bool = False
    resumption: ResumptionRow | None = None


@record
class NodeRow:
    """A `Node` and its name `node`."""

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
    late: bool = False


@record
class Snapshot:
    """Everything that a `Chat` knows after the entry `last`.

    Before the first entry, `rules` is None and everything else is empty. The tuples are:

    - `holds`: person, fold, end.
    - `departed`: fold, person, end.
    - `kept`: conduct, end.
    - `ended`: session, end.
    - `unsent`: what is kept, end.

    `said` and `said_by` are the fields of a `Tally`.
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
    unsent: tuple[tuple[Unsent, int], ...] = ()
    said: int = 0
    said_by: tuple[int, ...] = ()
