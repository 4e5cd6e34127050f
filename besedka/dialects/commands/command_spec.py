"""The type of a row of the command table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from besedka.chat.language.commands import NEEDS_VOICE
from besedka.chat.language.events import Refused
from besedka.dialects.commands.requests import REFUSED_COST, Ask, Ref, Request
from besedka.records import record

__all__ = ["LESS", "CommandSpec", "Field", "FieldKind"]

LESS = 0.5
"""Cost of most commands, in messages: only the caller gets an answer."""


class FieldKind(Enum):
    """The kind of a field's value; it determines how the field is parsed and completed."""

    TEXT = auto()
    """The rest of the line, exactly as typed."""
    NAME = auto()
    """A name to take."""
    USER = auto()
    """The name of a person who is here."""
    IGNORED = auto()
    """The name of an ignored person."""
    COMMAND = auto()
    LANGUAGE = auto()
    SECONDS = auto()
    NUMBER = auto()
    """A message's number; `#` is allowed before it."""
    COUNT = auto()
    """How many."""
    FLAG = auto()
    """Its own word in a line (`cancel all`), `true` in JSON; it replaces the other fields."""

    @property
    def is_integer(self) -> bool:
        """Whether the value is an integer."""
        return self in (FieldKind.SECONDS, FieldKind.NUMBER, FieldKind.COUNT)

    @property
    def is_name(self) -> bool:
        """Whether the value is a person's name, which contains no spaces."""
        return self in (FieldKind.NAME, FieldKind.USER, FieldKind.IGNORED)


@record
class Field:
    """One argument of a command. `name` is its key in JSON, `shown` its word in the syntax.

    A field with `options` is given by one of them, before or after the text; the others are positional, in
    the order of the table. `shown` and the syntax are msgids.
    """

    name: str
    kind: FieldKind
    shown: str
    required: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CommandSpec:
    """A row of the table.

    `syntax`, `summary` and `details` are msgids; `details` has placeholders (see `help_texts`).
    """

    name: str
    syntax: str
    summary: str
    details: str
    asks: type
    """The type it creates: a command of the chat, a question, or a request that the session itself answers."""
    build: Callable[[Mapping[str, Any]], Ask]
    """Creates the command from the given values, by field name."""
    fields: tuple[Field, ...] = ()
    cost: Callable[[Any], float] = lambda _: LESS

    @property
    def needs_voice(self) -> bool:
        """Whether a muted person may not use it."""
        return self.asks in NEEDS_VOICE

    @property
    def options(self) -> tuple[str, ...]:
        """Every spelling of every option, in the order of the table."""
        return tuple(option for field in self.fields for option in field.options)

    @property
    def positionals(self) -> tuple[Field, ...]:
        """The positional fields."""
        return tuple(field for field in self.fields if not field.options and field.kind is not FieldKind.FLAG)

    @property
    def flag(self) -> Field | None:
        """The word that may replace the other fields."""
        return next((field for field in self.fields if field.kind is FieldKind.FLAG), None)

    def option(self, spelling: str) -> Field | None:
        """Return the field of the option with this spelling, or None."""
        return next((field for field in self.fields if spelling in field.options), None)

    def request(self, values: Mapping[str, Any], ref: Ref | None = None) -> Request:
        """Return the request with these values. Commands are built from user input nowhere else."""
        ask = self.build(values)
        return Request(ask, ref, REFUSED_COST if isinstance(ask, Refused) else self.cost(ask))
