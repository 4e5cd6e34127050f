"""People and their pending delayed messages."""

from dataclasses import dataclass, field

from besedka.chat.language.events import Answer, Pending, Stamp
from besedka.chat.names.forms import NameForms
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.ignored import Ignored
from besedka.chat.state.resumption import Resumption

__all__ = ["NAMELESS", "DelayedMessage", "Person", "shown_name"]

NAMELESS = NameForms("", "", ())
"""The name of a newcomer before it gets one; never shown."""

_MAX_OUTCOMES = 200
"""Outcomes of delayed messages kept per session for `cancel`. Chosen: twice what a session may have pending."""


@dataclass(slots=True, eq=False)
class DelayedMessage:
    """A pending delayed message.

    It is bound to people, not to names; `written_as` is its author's name when it was written.
    """

    number: int
    author: "Person"
    text: str
    recipient: "Person | None"
    due: int
    written_as: NameForms
    waits: bool = False
    """Whether it was due, exceeded its author's pace, and has been postponed."""

    late: bool = False
    """Whether it came due while the server was down."""

    @property
    def turn(self) -> tuple[int, int]:
        """What orders the messages that are due: as the agenda does."""
        return self.due, self.number

    def as_pending(self) -> Pending:
        """Return the message as its author sees it."""
        return Pending(self.number, self.text, self.due, shown_name(self.recipient))


@dataclass(slots=True, eq=False)
class Person:
    """One participant: from its `Join` until nothing refers to it, which may be long after it left."""

    number: int
    """Its identity: the number of the entry of its `Join`."""

    session: str
    name: NameForms
    network: str
    conduct: Conduct
    node: str
    """The node that holds its connection, or held its last one."""

    bot: bool = False
    """Whether the session has declared itself a program. Never changes."""

    present: bool = True
    held: dict[str, NameForms] = field(default_factory=dict)
    """Names besides the present one that nobody else may take, by fold, oldest first."""

    pending: dict[int, DelayedMessage] = field(default_factory=dict)
    """By number, in the order of creation."""

    outcomes: dict[int, str] = field(default_factory=dict)
    """Outcomes of the last delayed messages: `sent`, `cancelled` or `failed`."""

    departures: list[int] = field(default_factory=list)
    """Times at which the last delayed messages were sent, as many as the pace check needs."""

    line: list[DelayedMessage] = field(default_factory=list)
    """The pending messages postponed by the pace, in the order in which they will leave: by their due times."""

    ignored: tuple[Ignored, ...] = ()
    """The people it ignores, oldest first."""

    kept_ignored: tuple[Ignored, ...] = ()
    """The people it ignored when its server went down: for its next session."""

    hidden: frozenset[str] = frozenset()
    """The sessions of all people it ignores."""

    done_up_to: int = -1
    """Requests up to this number are done.

    It is the number of the last request; for a session that numbers its requests, the highest whose answer
    was evicted.
    """

    answers: dict[int, tuple[Stamp, Answer]] | None = None
    """The last answers by request number; None for a session that does not number its requests."""

    resumption: Resumption | None = None
    """Set for a session that outlives its connection."""

    @property
    def detached(self) -> bool:
        """Whether it is here without a connection."""
        return self.resumption is not None and self.resumption.until is not None

    @property
    def away(self) -> bool:
        """Whether it is shown as away."""
        return self.resumption is not None and self.resumption.away

    @property
    def unheard(self) -> bool:
        """Whether its client has neither asked nor confirmed anything. It knows its token only if that has arrived."""
        confirmed = self.resumption is not None and self.resumption.seen > self.number
        return not (confirmed or self.answers or self.done_up_to >= 0)

    def wrote_as(self, fold: str) -> bool:
        """Return whether this is its name, or the name under which one of its pending messages was written."""
        return self.name.fold == fold or any(
            delayed.written_as.fold == fold for delayed in self.pending.values()
        )

    def refresh_hidden(self) -> None:
        """Recompute `hidden`. Call after `ignored` has changed."""
        self.hidden = frozenset(session for row in self.ignored for session in row.sessions)

    def leave(self) -> None:
        """End the session: drop the outcomes and answers, which nobody can request any longer."""
        self.present, self.answers = False, None
        self.outcomes.clear()

    def conclude(self, delayed: DelayedMessage, outcome: str) -> None:
        """Record the outcome of one of its pending messages, and remove it from `pending`."""
        del self.pending[delayed.number]
        if delayed.waits:
            self.line.remove(delayed)
        if not self.present:
            return
        self.outcomes[delayed.number] = outcome
        if len(self.outcomes) > _MAX_OUTCOMES:
            del self.outcomes[next(iter(self.outcomes))]


def shown_name(person: Person | None) -> str | None:
    """Return the name of the person; None for None."""
    return None if person is None else person.name.shown
