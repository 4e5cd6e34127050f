"""Records as JSON objects: one table of fields writes them and reads them back, so that both cannot disagree.

A `Shape` is a record's table. What the record is *about* (a name, a text, a list) is needed: without it an object
cannot be read. All else has a default, for a newer server may have left it out, or given it another type, or a word
that this version does not know. docs/decisions/0016-tolerant-readers.md says where the line is.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from besedka.chat.language.events import Stamp
from besedka.dialects.json import fields as json_fields
from besedka.dialects.json.fields import Fields, Unreadable
from besedka.dialects.json.text import dump
from besedka.dialects.words.timestamps import write_time

__all__ = [
    "FLAG",
    "INTEGER",
    "PARAMETERS",
    "RECIPIENT",
    "TEXT",
    "TEXTS",
    "TIME",
    "Key",
    "Kind",
    "Said",
    "Shape",
    "always",
    "maybe",
    "need",
    "nested",
    "rows",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read, and written as JSON.

    `read` gives None for what is not there (None), or cannot be read. Both of a `deep` one take the event's stamp, too.
    """

    read: Callable[..., Any]
    write: Callable[..., str]
    deep: bool = False


TEXT = Kind(json_fields.text, encode_basestring)
INTEGER = Kind(json_fields.integer, str)
FLAG = Kind(json_fields.flag, lambda value: "true" if value else "false")
TEXTS = Kind(json_fields.texts, dump)
TIME = Kind(json_fields.time, lambda at: f'"{write_time(at)}"')
RECIPIENT = Kind(json_fields.recipient, encode_basestring)
PARAMETERS = Kind(
    json_fields.parameters,
    lambda params: dump({name: _parameter(name, value) for name, value in params.items()}),
)


def _parameter(name: str, value: Any) -> Any:
    return write_time(value) if name == "until" and isinstance(value, int) else value


@dataclass(frozen=True, slots=True)
class Key:
    """A field. `attribute` is where its value stands in the record, in words with dots between them.

    One that is not `needed` has a `default`, or one that is made of the event's stamp and the values of the fields
    before it. An `optional` one is left out when its value is the default.
    """

    name: str
    kind: Kind
    attribute: str
    needed: bool = False
    optional: bool = False
    default: Any = None
    derive: Callable[[Stamp, Sequence[Any]], Any] | None = None


def need(name: str, kind: Kind, attribute: str = "") -> Key:
    """A field without which the record says nothing."""
    return Key(name, kind, attribute or name, needed=True)


def always(
    name: str,
    kind: Kind,
    default: Any = None,
    attribute: str = "",
    derive: Callable[[Stamp, Sequence[Any]], Any] | None = None,
) -> Key:
    """A field that we always write, and can do without."""
    return Key(name, kind, attribute or name, default=default, derive=derive)


def maybe(name: str, kind: Kind, default: Any = None, attribute: str = "") -> Key:
    """A field that is there only when it says something."""
    return Key(name, kind, attribute or name, optional=True, default=default)


@dataclass(frozen=True, slots=True)
class Said:
    """A field that says what follows from the others, or from the rules: written (unless None), and not read back."""

    name: str
    kind: Kind
    say: Callable[[Any, Stamp], Any]


class Shape:
    """The fields of a record of the type `of`. `make` takes their values in the table's order: by default, the type."""

    __slots__ = ("_get", "_keys", "_make", "_said", "_written", "fields", "of")

    def __init__(self, of: type, *fields: Key | Said, make: Callable[..., Any] | None = None) -> None:
        self.of, self.fields = of, fields
        self._make = make or of
        self._keys = [field for field in fields if isinstance(field, Key)]
        attributes = [key.attribute for key in self._keys]
        if make is None and attributes != [field.name for field in dataclasses.fields(of)][: len(attributes)]:
            raise TypeError(f"{of.__name__} is not made of {attributes}")
        self._get = _getter(attributes)
        self._written = [
            (f',"{key.name}":', key.kind.write, key.kind.deep, key.optional, key.default)
            for key in self._keys
        ]
        self._said = [
            (f',"{said.name}":', said.kind.write, said.say) for said in fields if isinstance(said, Said)
        ]

    def write(self, record: Any, stamp: Stamp) -> str:
        """The record's fields as JSON, a comma before each of them."""
        texts = [
            name + (write(value, stamp) if deep else write(value))
            for (name, write, deep, optional, default), value in zip(
                self._written, self._get(record), strict=True
            )
            if not optional or value != default
        ]
        for name, write, say in self._said:
            value = say(record, stamp)
            if value is not None:
                texts.append(name + write(value))
        return "".join(texts)

    def write_all(self, records: Sequence[Any], stamp: Stamp) -> list[str]:
        """What `write` gives for each of them, several times as fast: column by column, in loops of C."""
        template, columns = "", list[Iterable[str]]()
        values: Sequence[Any]
        # Without records there are no columns, but keys all the same.
        taken = zip(self._written, zip(*map(self._get, records), strict=True), strict=False)
        for (name, write, _, optional, default), values in taken:
            if not optional:
                template += f"{name}%s"
                columns.append(map(write, values))
            elif values.count(default) < len(values):
                template += "%s"
                columns.append(["" if value == default else name + write(value) for value in values])
        for name, write, say in self._said:
            template += "%s"
            values = [say(record, stamp) for record in records]
            columns.append(["" if value is None else name + write(value) for value in values])
        return [template % row for row in zip(*columns, strict=True)] if columns else [""] * len(records)

    def read(self, fields: Fields, stamp: Stamp) -> Any:
        """The record that the object writes; `Unreadable` when it lacks what is needed."""
        values: list[Any] = []
        for key in self._keys:
            given, kind = fields.get(key.name), key.kind
            value = kind.read(given, stamp) if kind.deep else kind.read(given)
            if value is None:
                if key.needed:
                    raise Unreadable(key.name)
                value = key.default if key.derive is None else key.derive(stamp, values)
            values.append(value)
        return self._make(*values)


def _getter(attributes: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(attributes) > 1:
        return attrgetter(*attributes)
    if not attributes:
        return lambda _: ()
    get = attrgetter(*attributes)
    return lambda record: (get(record),)


def nested(shape: Shape) -> Kind:
    """An object within the object. What is no object is read as one without fields."""
    return Kind(
        lambda value, stamp: shape.read(value if isinstance(value, dict) else {}, stamp),
        lambda record, stamp: _object(shape.write(record, stamp)),
        deep=True,
    )


def rows(shape: Shape) -> Kind:
    """A list of objects, none of whose fields is deep. A row that cannot be read is left out."""
    return Kind(
        lambda value, stamp: json_fields.rows(value, lambda row: shape.read(row, stamp)),
        lambda records, stamp: f"[{','.join(map(_object, shape.write_all(records, stamp)))}]",
        deep=True,
    )


def _object(fields: str) -> str:
    return f"{{{fields[1:]}}}"
