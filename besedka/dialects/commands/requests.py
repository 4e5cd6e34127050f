"""Requests and their answers, common to all dialects."""

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
    "JoinChat",
    "LanguageSet",
    "Part",
    "ReadError",
    "Ref",
    "Replaced",
    "Request",
    "ResumeSession",
    "SessionGranted",
    "Shown",
    "TypedRef",
    "Unfinished",
    "UseLanguage",
    "refuse",
    "resolve_ref",
]

MAX_REF = 64
"""Characters in a string `ref`. Chosen: a UUID has 36."""

REFUSED_COST = 0.5
"""Cost of an invalid line, in messages."""

ClientRef = str | int
"""The client's identifier of its request; it comes back in the answer, unchanged."""


@record
class TypedRef:
    """The reference of a typed line, with parameters that only its dialect can add to a refusal by the chat."""

    ref: ClientRef | None
    nobody: Mapping[str, Value]
    """Parameters added to `no-such-user`."""


Ref = ClientRef | TypedRef
"""The reference that comes back to the dialect with the answer to a request."""


@record
class Help:
    """Which commands are there? With `topic`, a command's name: how does it work? Answered by `HelpShown`."""

    topic: str | None = None


@record
class UseLanguage:
    """Use this language for the session: one of `besedka.dialects.words.languages.LANGUAGES`."""

    language: str


@record
class JoinChat:
    """The first message of a connection that asked for a session that can be resumed: begin a new one."""


@record
class ResumeSession:
    """The first message of such a connection: go on with the session of this token.

    `seq` is the last entry that its client has seen. The token is a secret, and is not in the record's `repr`.
    """

    token: str = field(repr=False)
    seq: int


@record
class SessionGranted:
    """The session can be resumed: by this token, within `grace` seconds after it has lost its connection."""

    token: str = field(repr=False)
    grace: int


@record
class Replaced:
    """The session goes on over a newer connection; nothing follows on this one."""


@record
class HelpShown:
    """The answer to `Help`. The dialect adds the text, from the command table with the numbers of `rules`."""

    topic: str | None = None
    rules: Rules = field(default_factory=Rules)


@record
class LanguageSet:
    """The answer to `UseLanguage`: from here on the session uses this language."""

    language: str


@record
class Part:
    """One of several events that a long answer is split into.

    `event` has some of the rows, and its `more` says whether others follow. `begins` marks the first part;
    `total` is the number of rows in the whole answer.
    """

    event: Event
    begins: bool
    total: int


@record
class Unfinished:
    """An event that is followed by another one of the same entry; its `seq` is not seen before that."""

    event: Event


Ask = Command | Question | Help | UseLanguage | JoinChat | ResumeSession | Refused
"""A command for the journal, a question to the chat or to the session itself, or the refusal of invalid input."""

Shown = Event | HelpShown | LanguageSet | SessionGranted | Replaced | Part | Unfinished
"""Everything that a dialect can write."""


@record
class Request:
    """One request. `cost` is for flood control, in messages: a broadcast costs 1.

    `number` is the request number if the client gave one: positive, below 2^63, ascending in a session.
    """

    ask: Ask
    ref: Ref | None = None
    cost: float = REFUSED_COST
    number: int | None = None


class ReadError(Exception):
    """The text is not a valid request; `refused` says why. Raised and caught within `besedka.dialects`."""

    def __init__(self, code: str, **params: Value) -> None:
        super().__init__(code)
        self.refused = Refused(code, params)

    def adding(self, **params: Value) -> "ReadError":
        """Return the same refusal with more parameters."""
        return ReadError(self.refused.code, **{**self.refused.params, **params})


def resolve_ref(event: Shown, ref: Ref | None) -> tuple[Shown, ClientRef | None]:
    """Return the answer with the parameters that the dialect adds, and the client's own `ref`."""
    if not isinstance(ref, TypedRef):
        return event, ref
    if isinstance(event, Refused) and event.code == "no-such-user":
        event = Refused(event.code, {**event.params, **ref.nobody})
    return event, ref.ref


def refuse(code: str, ref: Ref | None = None, **params: Value) -> Request:
    """Return the request for invalid input: it holds the refusal, and costs `REFUSED_COST`."""
    return Request(Refused(code, params), ref)


NOT_TEXT = refuse("not-text")
"""For a binary message: the chat accepts only text."""
