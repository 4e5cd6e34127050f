"""People, and the delayed messages that they have under way."""

from dataclasses import dataclass, field

from besedka.chat.language.events import Answer, Pending, Stamp
from besedka.chat.names.forms import NameForms
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.ignored import Ignored

__all__ = ["NAMELESS", "DelayedMessage", "Person", "shown_name"]

NAMELESS = NameForms("", "", ())
"""The name of a newcomer that has none yet; it is never shown."""

_REMEMBERED_OUTCOMES = 200
"""Ends of delayed messages that a session can still ask for. Chosen: twice what it may have pending."""


@dataclass(slots=True, eq=False)
class DelayedMessage:
    """A delayed message that is pending.

    It is bound to people, not to names; `written_as` is what its author was called.
    """

    number: int
    author: "Person"
    text: str
    recipient: "Person | None"
    due: int
    written_as: NameForms
    waits: bool = False
    """It came due, found too many of its author's before it, and has had a later place since."""

    def as_pending(self) -> Pending:
        """The message as its author sees it."""
        return Pending(self.number, self.text, self.due, shown_name(self.recipient))


@dataclass(slots=True, eq=False)
class Person:
    """One participant: from its `Join` until nothing refers to it any more, which may be long after it left."""

    number: int
    """Its identity: the number of the entry of its `Join`."""

    session: str
    name: NameForms
    network: str
    conduct: Conduct
    node: str
    """The node that has its connection."""

    present: bool = True
    held: dict[str, NameForms] = field(default_factory=dict)
    """Names beside the present one that nobody else may take, by fold, oldest first."""

    pending: dict[int, DelayedMessage] = field(default_factory=dict)
    """By number, in the order of creation."""

    outcomes: dict[int, str] = field(default_factory=dict)
    """How the last delayed messages ended: `sent`, `cancelled` or `failed`."""

    departures: list[int] = field(default_factory=list)
    """When the last delayed messages left, as many as the pace looks at."""

    waiting: int = 0
    """How many of the pending messages wait for their turn in the pace."""

    ignored: tuple[Ignored, ...] = ()
    """Whom it ignores, oldest first."""

    hidden: frozenset[str] = frozenset()
    """The sessions of all whom it ignores."""

    done_up_to: int = -1
    """Requests up to this number are done: the last one, or of who numbers them the highest whose answer is not kept
    any more."""

    answers: dict[int, tuple[Stamp, Answer]] | None = None
    """The last answers by the numbers of their requests; None for who does not number them."""

    def wrote_as(self, fold: str) -> bool:
        """Whether this is its name, or one under which a message of its waits."""
        return self.name.fold == fold or any(
            delayed.written_as.fold == fold for delayed in self.pending.values()
        )

    def refresh_hidden(self) -> None:
        """Find anew what is hidden, after `ignored` has changed."""
        self.hidden = frozenset(session for row in self.ignored for session in row.sessions)

    def leave(self) -> None:
        """End the session: nobody can ask any more how its messages ended, or what it was answered."""
        self.present, self.answers = False, None
        self.outcomes.clear()

    def conclude(self, delayed: DelayedMessage, outcome: str) -> None:
        """Note how a pending message of this person has ended; it is pending no more."""
        del self.pending[delayed.number]
        if delayed.waits:
            self.waiting -= 1
        if not self.present:
            return
        self.outcomes[delayed.number] = outcome
        if len(self.outcomes) > _REMEMBERED_OUTCOMES:
            del self.outcomes[next(iter(self.outcomes))]


def shown_name(person: Person | None) -> str | None:
    """The name of the person, if there is one."""
    return None if person is None else person.name.shown
