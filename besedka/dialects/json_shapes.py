"""Records as JSON objects: one table of fields writes them and reads them back, so that both cannot disagree.

A `Shape` is a record's table. What the record is *about* (a name, a text, a list) is needed: without it an object
cannot be read. All else has a default, for a newer server may have left it out, or given it another type, or a word
that this version does not know. docs/decisions/0016-tolerant-readers.md says where the line is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from besedka.chat.events import Stamp
from besedka.dialects import json_fields
from besedka.dialects.json_fields import Fields, Unreadable
from besedka.dialects.timestamps import write_time

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
    """How a value is read from the field of an object, and written (None: as it is).

    `read` gives None for what is not there, or cannot be read. The stamp is the event's.
    """

    read: Callable[[Fields, str, Stamp], Any]
    write: Callable[[Any, Stamp], Any] | None = None


TEXT = Kind(lambda fields, name, _: json_fields.text(fields, name))
INTEGER = Kind(lambda fields, name, _: json_fields.integer(fields, name))
FLAG = Kind(lambda fields, name, _: json_fields.flag(fields, name))
TEXTS = Kind(lambda fields, name, _: json_fields.texts(fields, name))
TIME = Kind(lambda fields, name, _: json_fields.time(fields, name), lambda at, _: write_time(at))
RECIPIENT = Kind(lambda fields, name, _: json_fields.recipient(fields, name))
PARAMETERS = Kind(
    lambda fields, name, _: json_fields.parameters(fields, name),
    lambda params, _: {name: _parameter(name, value) for name, value in params.items()},
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
    derive: Callable[[Stamp, Mapping[str, Any]], Any] | None = None

    def read(self, fields: Fields, stamp: Stamp, before: Mapping[str, Any]) -> Any:
        """The value, or its default; `Unreadable` when there is neither."""
        value = self.kind.read(fields, self.name, stamp)
        if value is not None:
            return value
        if self.needed:
            raise Unreadable(self.name)
        return self.default if self.derive is None else self.derive(stamp, before)


def need(name: str, kind: Kind, attribute: str = "") -> Key:
    """A field without which the record says nothing."""
    return Key(name, kind, attribute or name, needed=True)


def always(
    name: str,
    kind: Kind,
    default: Any = None,
    attribute: str = "",
    derive: Callable[[Stamp, Mapping[str, Any]], Any] | None = None,
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
    say: Callable[[Any, Stamp], Any]


class Shape:
    """The fields of a record of the type `of`. `make` takes their values in the table's order: by default, the type."""

    __slots__ = ("_always", "_get", "_keys", "_maybe", "_names", "_said", "make", "of")

    def __init__(self, of: type, *fields: Key | Said, make: Callable[..., Any] | None = None) -> None:
        self.of = of
        self.make = make or of
        self._keys = tuple(field for field in fields if isinstance(field, Key))
        self._said = tuple(field for field in fields if isinstance(field, Said))
        self._names = tuple(key.name for key in self._keys)
        self._get = _getter([key.attribute for key in self._keys])
        self._always = [
            (key.name, key.kind.write) for key in self._keys if key.kind.write and not key.optional
        ]
        self._maybe = [(key.name, key.default, key.kind.write) for key in self._keys if key.optional]

    def write(self, record: Any, stamp: Stamp) -> Fields:
        """The record's object, its fields in the order of the table."""
        fields = dict(zip(self._names, self._get(record)))  # noqa: B905 - as many by their making
        for name, write in self._always:
            fields[name] = write(fields[name], stamp)
        for name, default, write_it in self._maybe:
            value = fields[name]
            if value == default:
                del fields[name]
            elif write_it is not None:
                fields[name] = write_it(value, stamp)
        for said in self._said:
            value = said.say(record, stamp)
            if value is not None:
                fields[said.name] = value
        return fields

    def read(self, fields: Fields, stamp: Stamp) -> Any:
        """The record that the object writes; `Unreadable` when it lacks what is needed."""
        values: dict[str, Any] = {}
        for key in self._keys:
            values[key.name] = key.read(fields, stamp, values)
        return self.make(*values.values())


def _getter(attributes: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(attributes) > 1:
        return attrgetter(*attributes)
    if not attributes:
        return lambda _: ()
    get = attrgetter(*attributes)
    return lambda record: (get(record),)


def nested(shape: Shape) -> Kind:
    """An object within the object. What is no object is read as one without fields."""

    def read(fields: Fields, name: str, stamp: Stamp) -> Any:
        given = fields.get(name)
        return shape.read(given if isinstance(given, dict) else {}, stamp)

    return Kind(read, shape.write)


def rows(shape: Shape) -> Kind:
    """A list of objects. A row that cannot be read is left out."""

    def read(fields: Fields, name: str, stamp: Stamp) -> Any:
        return json_fields.rows(fields, name, lambda row: shape.read(row, stamp))

    return Kind(read, lambda records, stamp: [shape.write(record, stamp) for record in records])
