"""What a row of the command table says of a command."""

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
"""What most commands cost, in messages: only who asks is answered."""


class FieldKind(Enum):
    """What stands in a field; it decides how the field is read and what completes it."""

    TEXT = auto()
    """The rest of the line, exactly as typed."""
    NAME = auto()
    """A name to take."""
    USER = auto()
    """The name of somebody who is here."""
    IGNORED = auto()
    """The name of somebody who is ignored."""
    COMMAND = auto()
    LANGUAGE = auto()
    SECONDS = auto()
    NUMBER = auto()
    """A message's number, `#` allowed."""
    FLAG = auto()
    """Said by its own word in a line (`cancel all`), by `true` in JSON; it stands instead of the others."""

    @property
    def is_integer(self) -> bool:
        """Whether the value is a whole number."""
        return self in (FieldKind.SECONDS, FieldKind.NUMBER)

    @property
    def is_name(self) -> bool:
        """Whether the value is somebody's name, which has no spaces in it."""
        return self in (FieldKind.NAME, FieldKind.USER, FieldKind.IGNORED)


@record
class Field:
    """One thing that a command is told. `name` is its key in JSON, `shown` its word in the syntax.

    A field with `options` is said by one of them, before the text or behind it; the others stand in the order of the
    table. `shown` and the syntax are msgids.
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
    """What it makes: a command of the chat, a question, or what the session itself answers."""
    build: Callable[[Mapping[str, Any]], Ask]
    """Makes the command from the values that were given, by the fields' names."""
    fields: tuple[Field, ...] = ()
    cost: Callable[[Any], float] = lambda _: LESS

    @property
    def needs_voice(self) -> bool:
        """Whether a muted person may not give it."""
        return self.asks in NEEDS_VOICE

    @property
    def options(self) -> tuple[str, ...]:
        """Every spelling of every option, in the table's order."""
        return tuple(option for field in self.fields for option in field.options)

    @property
    def positionals(self) -> tuple[Field, ...]:
        """The fields that are said by their place in the line."""
        return tuple(field for field in self.fields if not field.options and field.kind is not FieldKind.FLAG)

    @property
    def flag(self) -> Field | None:
        """The word that may stand instead of the others."""
        return next((field for field in self.fields if field.kind is FieldKind.FLAG), None)

    def option(self, spelling: str) -> Field | None:
        """The field that an option of this spelling gives; None for one that there is not."""
        return next((field for field in self.fields if spelling in field.options), None)

    def request(self, values: Mapping[str, Any], ref: Ref | None = None) -> Request:
        """The request that these values make. The only place where commands are built from what was typed."""
        ask = self.build(values)
        return Request(ask, ref, REFUSED_COST if isinstance(ask, Refused) else self.cost(ask))
