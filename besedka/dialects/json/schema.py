"""Records as JSON objects: one table of fields both writes and reads them, so that the two cannot disagree.

A `Schema` is the table of one record. What the record is *about* (a name, a text, a list) is required: an
object without it cannot be read. Everything else has a default, because a newer server may have omitted it,
changed its type, or used a word that this version does not know. docs/decisions/0016-tolerant-readers.md
defines the line between the two.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from besedka.chat.language.events import Stamp
from besedka.dialects.json import tolerant_values
from besedka.dialects.json.strict_json import dump
from besedka.dialects.json.tolerant_values import Fields, Unreadable
from besedka.dialects.words.timestamps import write_time
from besedka.records import record

__all__ = [
    "FLAG",
    "INTEGER",
    "PARAMETERS",
    "RECIPIENT",
    "TEXT",
    "TEXTS",
    "TIME",
    "ComputedField",
    "JsonField",
    "Schema",
    "ValueCodec",
    "always",
    "nested",
    "optional",
    "required",
    "rows",
]


@record
class ValueCodec:
    """Reads a value from JSON and writes it as JSON.

    `read` returns None for a value that is absent (None) or unreadable. If `deep`, both functions also take
    the event's stamp.
    """

    read: Callable[..., Any]
    write: Callable[..., str]
    deep: bool = False


TEXT = ValueCodec(tolerant_values.text, encode_basestring)
INTEGER = ValueCodec(tolerant_values.integer, str)
FLAG = ValueCodec(tolerant_values.flag, lambda value: "true" if value else "false")
TEXTS = ValueCodec(tolerant_values.texts, dump)
TIME = ValueCodec(tolerant_values.time, lambda at: f'"{write_time(at)}"')
RECIPIENT = ValueCodec(tolerant_values.recipient, encode_basestring)
PARAMETERS = ValueCodec(
    tolerant_values.parameters,
    lambda params: dump({name: _parameter(name, value) for name, value in params.items()}),
)


def _parameter(name: str, value: Any) -> Any:
    return write_time(value) if name == "until" and isinstance(value, int) else value


@record
class JsonField:
    """A field. `attribute` is the dotted path of its value in the record.

    A field that is not `needed` has a `default`, or `derive` computes one from the event's stamp and the
    values of the preceding fields. An `optional` field is omitted when its value is the default.
    """

    name: str
    codec: ValueCodec
    attribute: str
    needed: bool = False
    optional: bool = False
    default: Any = None
    derive: Callable[[Stamp, Sequence[Any]], Any] | None = None


def required(name: str, codec: ValueCodec, attribute: str = "") -> JsonField:
    """Return a field without which the object cannot be read: what the record is about."""
    return JsonField(name, codec, attribute or name, needed=True)


def always(
    name: str,
    codec: ValueCodec,
    default: Any = None,
    attribute: str = "",
    derive: Callable[[Stamp, Sequence[Any]], Any] | None = None,
) -> JsonField:
    """Return a field that is always written, and has a default when read."""
    return JsonField(name, codec, attribute or name, default=default, derive=derive)


def optional(name: str, codec: ValueCodec, default: Any = None, attribute: str = "") -> JsonField:
    """Return a field that is written only if its value is not the default."""
    return JsonField(name, codec, attribute or name, optional=True, default=default)


@record
class ComputedField:
    """A field derived from the others or from the rules: written (unless None), never read."""

    name: str
    codec: ValueCodec
    compute: Callable[[Any, Stamp], Any]


class Schema:
    """The fields of a record of the type `of`.

    `make` builds the record from their values in the table's order; by default it is the type itself.
    """

    __slots__ = ("_computed", "_get", "_make", "_stored", "_written", "fields", "of")

    def __init__(
        self, of: type, *fields: JsonField | ComputedField, make: Callable[..., Any] | None = None
    ) -> None:
        self.of, self.fields = of, fields
        self._make = make or of
        self._stored = [field for field in fields if isinstance(field, JsonField)]
        attributes = [field.attribute for field in self._stored]
        if make is None and attributes != [field.name for field in dataclasses.fields(of)][: len(attributes)]:
            raise TypeError(f"{of.__name__} is not made of {attributes}")
        self._get = _getter(attributes)
        self._written = [
            (f',"{field.name}":', field.codec.write, field.codec.deep, field.optional, field.default)
            for field in self._stored
        ]
        self._computed = [
            (f',"{field.name}":', field.codec.write, field.compute)
            for field in fields
            if isinstance(field, ComputedField)
        ]

    def write(self, record: Any, stamp: Stamp) -> str:
        """Return the record's fields as JSON, each preceded by a comma."""
        texts = [
            name + (write(value, stamp) if deep else write(value))
            for (name, write, deep, optional, default), value in zip(
                self._written, self._get(record), strict=True
            )
            if not optional or value != default
        ]
        for name, write, compute in self._computed:
            value = compute(record, stamp)
            if value is not None:
                texts.append(name + write(value))
        return "".join(texts)

    def write_all(self, records: Sequence[Any], stamp: Stamp) -> list[str]:
        """Return `write` of each record, several times as fast: column by column, in loops that run in C."""
        template, columns = "", list[Iterable[str]]()
        values: Sequence[Any]
        # Without records there are no columns, although there are keys.
        taken = zip(self._written, zip(*map(self._get, records), strict=True), strict=False)
        for (name, write, _, optional, default), values in taken:
            if not optional:
                template += f"{name}%s"
                columns.append(map(write, values))
            elif values.count(default) < len(values):
                template += "%s"
                columns.append(["" if value == default else name + write(value) for value in values])
        for name, write, compute in self._computed:
            template += "%s"
            values = [compute(record, stamp) for record in records]
            columns.append(["" if value is None else name + write(value) for value in values])
        return [template % row for row in zip(*columns, strict=True)] if columns else [""] * len(records)

    def read(self, fields: Fields, stamp: Stamp) -> Any:
        """Read the record from the object. Raises `Unreadable` if a required field is missing."""
        values: list[Any] = []
        for field in self._stored:
            given, codec = fields.get(field.name), field.codec
            value = codec.read(given, stamp) if codec.deep else codec.read(given)
            if value is None:
                if field.needed:
                    raise Unreadable(field.name)
                value = field.default if field.derive is None else field.derive(stamp, values)
            values.append(value)
        return self._make(*values)


def _getter(attributes: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(attributes) > 1:
        return attrgetter(*attributes)
    if not attributes:
        return lambda _: ()
    get = attrgetter(*attributes)
    return lambda record: (get(record),)


def nested(schema: Schema) -> ValueCodec:
    """Return the codec of an object within the object. A non-object is read as an object without fields."""
    return ValueCodec(
        lambda value, stamp: schema.read(value if isinstance(value, dict) else {}, stamp),
        lambda record, stamp: _object(schema.write(record, stamp)),
        deep=True,
    )


def rows(schema: Schema) -> ValueCodec:
    """Return the codec of a list of objects without deep fields. An unreadable row is left out."""
    return ValueCodec(
        lambda value, stamp: tolerant_values.rows(value, lambda row: schema.read(row, stamp)),
        lambda records, stamp: f"[{','.join(map(_object, schema.write_all(records, stamp)))}]",
        deep=True,
    )


def _object(fields: str) -> str:
    return f"{{{fields[1:]}}}"
