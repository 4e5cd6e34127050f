"""Records as JSON objects: one table of fields writes them and reads them back, so that both cannot disagree.

A `Schema` is a record's table. What the record is *about* (a name, a text, a list) is needed: without it an object
cannot be read. All else has a default, for a newer server may have left it out, or given it another type, or a word
that this version does not know. docs/decisions/0016-tolerant-readers.md says where the line is.
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
    """How a value is read, and written as JSON.

    `read` gives None for what is not there (None), or cannot be read. Both of a `deep` one take the event's stamp, too.
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
    """A field. `attribute` is where its value stands in the record, in words with dots between them.

    One that is not `needed` has a `default`, or one that is made of the event's stamp and the values of the fields
    before it. An `optional` one is left out when its value is the default.
    """

    name: str
    codec: ValueCodec
    attribute: str
    needed: bool = False
    optional: bool = False
    default: Any = None
    derive: Callable[[Stamp, Sequence[Any]], Any] | None = None


def required(name: str, codec: ValueCodec, attribute: str = "") -> JsonField:
    """A field without which the object cannot be read: what the record is about."""
    return JsonField(name, codec, attribute or name, needed=True)


def always(
    name: str,
    codec: ValueCodec,
    default: Any = None,
    attribute: str = "",
    derive: Callable[[Stamp, Sequence[Any]], Any] | None = None,
) -> JsonField:
    """A field that is always written, and has a default when it is read."""
    return JsonField(name, codec, attribute or name, default=default, derive=derive)


def optional(name: str, codec: ValueCodec, default: Any = None, attribute: str = "") -> JsonField:
    """A field that is written only when its value is not the default."""
    return JsonField(name, codec, attribute or name, optional=True, default=default)


@record
class ComputedField:
    """A field that says what follows from the others, or from the rules: written (unless None), and not read back."""

    name: str
    codec: ValueCodec
    compute: Callable[[Any, Stamp], Any]


class Schema:
    """The fields of a record of the type `of`. `make` takes their values in the table's order: by default, the type."""

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
        """The record's fields as JSON, a comma before each of them."""
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
        for name, write, compute in self._computed:
            template += "%s"
            values = [compute(record, stamp) for record in records]
            columns.append(["" if value is None else name + write(value) for value in values])
        return [template % row for row in zip(*columns, strict=True)] if columns else [""] * len(records)

    def read(self, fields: Fields, stamp: Stamp) -> Any:
        """The record that the object writes; `Unreadable` when it lacks what is needed."""
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
    """An object within the object. What is no object is read as one without fields."""
    return ValueCodec(
        lambda value, stamp: schema.read(value if isinstance(value, dict) else {}, stamp),
        lambda record, stamp: _object(schema.write(record, stamp)),
        deep=True,
    )


def rows(schema: Schema) -> ValueCodec:
    """A list of objects, none of whose fields is deep. A row that cannot be read is left out."""
    return ValueCodec(
        lambda value, stamp: tolerant_values.rows(value, lambda row: schema.read(row, stamp)),
        lambda records, stamp: f"[{','.join(map(_object, schema.write_all(records, stamp)))}]",
        deep=True,
    )


def _object(fields: str) -> str:
    return f"{{{fields[1:]}}}"
