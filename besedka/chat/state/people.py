"""Who takes part, as the chat knows them."""

from dataclasses import dataclass, field

from besedka.chat.language.events import Answer, Pending, Stamp
from besedka.chat.names.forms import NameForms
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.ignored import Ignored

__all__ = ["NAMELESS", "DelayedMessage", "Person", "shown_name"]

NAMELESS = NameForms("", "", ())
"""What a newcomer is called before it has a name; nobody is ever shown it."""

_REMEMBERED_OUTCOMES = 200


@dataclass(slots=True, eq=False)
class DelayedMessage:
    """A delayed message on its way.

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
        """The message as its author is told of it."""
        return Pending(self.number, self.text, self.due, shown_name(self.recipient))


@dataclass(slots=True, eq=False)
class Person:
    """One participant: from its `Join` until everything of it has been forgotten, long after it left,
    perhaps."""

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
        """What is ignored has changed: know anew what is hidden."""
        self.hidden = frozenset(session for row in self.ignored for session in row.sessions)

    def leave(self) -> None:
        """The session has ended: nobody can ask any more how its messages ended, or what it was answered."""
        self.present, self.answers = False, None
        self.outcomes.clear()

    def conclude(self, delayed: DelayedMessage, outcome: str) -> None:
        """A delayed message has had its one outcome."""
        del self.pending[delayed.number]
        self.waiting -= delayed.waits
        if not self.present:
            return
        self.outcomes[delayed.number] = outcome
        if len(self.outcomes) > _REMEMBERED_OUTCOMES:
            del self.outcomes[next(iter(self.outcomes))]


def shown_name(person: Person | None) -> str | None:
    """The name of the person, if there is one."""
    return None if person is None else person.name.shown
