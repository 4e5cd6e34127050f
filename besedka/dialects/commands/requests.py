"""What a person or a program asked for, once it has been understood, whatever dialect it was written in."""

from collections.abc import Mapping
from dataclasses import field

from besedka.chat.language.commands import Command
from besedka.chat.language.events import Event, Refused, Value
from besedka.chat.language.questions import Question
from besedka.chat.language.rules import Rules
from besedka.records import record

__all__ = [
    "MAX_REF",
    "NOT_TEXT",
    "REFUSED_COST",
    "Ask",
    "ClientRef",
    "Help",
    "HelpShown",
    "LanguageSet",
    "Part",
    "ReadError",
    "Ref",
    "Request",
    "Shown",
    "TypedRef",
    "UseLanguage",
    "refuse",
    "resolve_ref",
]

MAX_REF = 64
"""Characters in a `ref` that is a text. Chosen: a UUID has 36."""

REFUSED_COST = 0.5
"""What a line costs that was not understood, in messages."""

ClientRef = str | int
"""What a client calls its request; it comes back in the answer, unchanged."""


@record
class TypedRef:
    """The reference of a typed line, with what only its dialect can say when the chat refuses it."""

    ref: ClientRef | None
    nobody: Mapping[str, Value]
    """Parameters of `no-such-user`."""


Ref = ClientRef | TypedRef
"""What comes back to the dialect with the answer to a request."""


@record
class Help:
    """Which commands are there? With `topic`, the name of a command: how does it work? Answered by `HelpShown`."""

    topic: str | None = None


@record
class UseLanguage:
    """Use this language for the session: one of `besedka.dialects.words.languages.LANGUAGES`."""

    language: str


@record
class HelpShown:
    """The answer to `Help`. The words are the dialect's, from the command table, with the numbers of `rules`."""

    topic: str | None = None
    rules: Rules = field(default_factory=Rules)


@record
class LanguageSet:
    """The answer to `UseLanguage`: from here on the session is spoken with in this language."""

    language: str


@record
class Part:
    """One of the events that a long answer is told in.

    `event` has some of the rows, and says by `more` whether others follow; `begins` tells the first one, `total` how
    many rows the whole answer has.
    """

    event: Event
    begins: bool
    total: int


Ask = Command | Question | Help | UseLanguage | Refused
"""A command for the journal, a question to the chat or to the session itself, or why nothing was understood."""

Shown = Event | HelpShown | LanguageSet | Part
"""Whatever a dialect can write."""


@record
class Request:
    """One thing asked. `cost` is for flood control, in messages: a broadcast is 1.

    `number` is the client's own of the request, when it gave one: positive, below 2^63, ascending in a session.
    """

    ask: Ask
    ref: Ref | None = None
    cost: float = REFUSED_COST
    number: int | None = None


class ReadError(Exception):
    """A text is no request; `refused` says why. Raised by the readers, and never leaves `besedka.dialects`."""

    def __init__(self, code: str, **params: Value) -> None:
        super().__init__(code)
        self.refused = Refused(code, params)

    def adding(self, **params: Value) -> "ReadError":
        """The same refusal with more parameters."""
        return ReadError(self.refused.code, **{**self.refused.params, **params})


def resolve_ref(event: Shown, ref: Ref | None) -> tuple[Shown, ClientRef | None]:
    """The answer with what the dialect knows of its request, and the client's own `ref`."""
    if not isinstance(ref, TypedRef):
        return event, ref
    if isinstance(event, Refused) and event.code == "no-such-user":
        event = Refused(event.code, {**event.params, **ref.nobody})
    return event, ref.ref


def refuse(code: str, ref: Ref | None = None, **params: Value) -> Request:
    """The request for a text that was not understood: it holds the refusal, and costs `REFUSED_COST`."""
    return Request(Refused(code, params), ref)


NOT_TEXT = refuse("not-text")
"""For a binary message: the chat speaks text alone."""
