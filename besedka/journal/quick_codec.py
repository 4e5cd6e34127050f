"""The hot path of the codec: entries as text, without building a tree of values first, and common ones back.

Tests compare both with the general way, by which `besedka.chat.snapshots.primitives` writes and reads all records.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from itertools import product
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed does not know it
from json.encoder import encode_basestring_ascii
from operator import attrgetter, itemgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from besedka.chat.language.commands import Send
from besedka.chat.language.entry import Entry, Origin
from besedka.chat.language.rules import FIRST_RULES_VERSION, RULES_VERSION

__all__ = ["QuickReader", "QuickWriter", "read_public_message", "write_public_message"]

_SCALARS = {str, int, bool, NoneType}

Write = Callable[[Any], str]


class QuickWriter(dict[type, Write]):
    """Writes values as compact JSON in ASCII; `names` are the tags of records. Used as `self[type(value)](value)`."""

    def __init__(self, names: Mapping[type, str]) -> None:
        super().__init__()
        self._names = names
        self[str] = encode_basestring_ascii
        self[int] = int.__repr__
        self[bool] = {True: "true", False: "false"}.__getitem__
        self[NoneType] = lambda _: "null"
        self[tuple] = lambda value: f"[{','.join([self[type(item)](item) for item in value])}]"
        self[dict] = self._write_mapping

    def _write_mapping(self, value: dict[str, Any]) -> str:
        items = [f"{self[str](key)}:{self[type(item)](item)}" for key, item in value.items()]
        return f"{{{','.join(items)}}}"

    def __missing__(self, kind: type) -> Write:
        """Make the writer of a record: a template with a place for each field."""
        names = [field.name for field in fields(kind)]
        tag = [f'"type":"{self._names[kind]}"'] if kind in self._names else []
        template = "{" + ",".join([*tag, *(f'"{name}":%s' for name in names)]) + "}"
        values = _tuple_getter(names)

        def write(record: Any) -> str:
            return template % tuple([self[type(value)](value) for value in values(record)])

        self[kind] = write
        return write


def write_public_message(entry: Entry) -> str | None:
    """Return the entry as `QuickWriter` writes it if it is a message to everybody, as most are; None for any other."""
    command, origin = entry.command, entry.origin
    if type(command) is not Send or command.to is not None or command.delay is not None:
        return None
    if type(origin.request) is not int or type(origin.session) is not str:
        return None
    quote = encode_basestring_ascii
    texts = quote(origin.node), quote(origin.session), origin.request, quote(command.text)
    return _PUBLIC_TEMPLATE % (entry.seq, entry.at, *texts, entry.version)


_PUBLIC_TEMPLATE = (
    '{"seq":%d,"at":%d,"origin":{"node":%s,"session":%s,"request":%d},'
    '"command":{"type":"send","text":%s,"to":null,"delay":null},"version":%d}'
)
_NUMBER = r"([1-9][0-9]{0,17})"
_WORD = r'"([ !#-\[\]-~]*)"'
_PUBLIC = re.compile(
    rf'\{{"seq":{_NUMBER},"at":{_NUMBER},"origin":\{{"node":{_WORD},"session":{_WORD},"request":{_NUMBER}\}},'
    r'"command":\{"type":"send","text":"'
)
_PUBLIC_ENDS = {
    f',"to":null,"delay":null}},"version":{version}}}': version
    for version in range(FIRST_RULES_VERSION, RULES_VERSION + 1)
}
"""What follows the text of a message to everybody, and the version in it."""


def read_public_message(line: str) -> Entry | None:
    """Return the entry if it is a message to everybody, as most are, written by us; without a JSON parser for the rest.

    None for any other line; it may still be an entry.
    """
    head = _PUBLIC.match(line)
    if head is None:
        return None
    try:
        text, end = scanstring(line, head.end(), True)
    except ValueError:
        return None
    version = _PUBLIC_ENDS.get(line[end:])
    if version is None:
        return None
    seq, at, node, session, request = head.groups()
    return Entry(int(seq), int(at), Origin(node, session, int(request)), Send(text), version)


class QuickReader:
    """Reads an entry whose origin and command have every field, each a text, a number, true, false or null.

    `kinds` are the commands by their tags. For any other value, `read` returns None; it may still be an entry.
    """

    def __init__(self, kinds: Mapping[str, type]) -> None:
        self._origin = _read_flat(Origin)
        self._commands = {
            name: _read_flat(kind, name) for name, kind in kinds.items() if fields(kind) and _is_flat(kind)
        }

    def read(self, value: Any) -> Entry | None:
        """Return the entry that `value` is the JSON of; None if it is not of the common kind."""
        try:
            seq, at, origin, command, version = _ENTRY_FIELDS(value)
            known = len(value) == _ENTRY_LENGTH and type(seq) is type(at) is type(version) is int
            if not known or type(origin) is not dict or type(command) is not dict:
                return None
            return Entry(seq, at, self._origin(origin), self._commands[command["type"]](command), version)
        except (KeyError, TypeError, IndexError):
            return None


_ENTRY_FIELDS = itemgetter(*(field.name for field in fields(Entry)))
_ENTRY_LENGTH = len(fields(Entry))


def _tuple_getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


def _scalars(hint: Any) -> tuple[type, ...]:
    """Return the alternatives of a type."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _is_flat(kind: Any) -> bool:
    return all(_SCALARS.issuperset(_scalars(hint)) for hint in get_type_hints(kind).values())


def _read_flat(kind: Any, tag: str | None = None) -> Callable[[dict[str, Any]], Any]:
    """Return a function that makes a flat record of its dict. It raises `KeyError` if anything is not as expected."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    length = len(names) + (tag is not None)
    types = frozenset(product(*(_scalars(hints[name]) for name in names)))
    values = itemgetter(*names) if len(names) > 1 else lambda given: (given[names[0]],)

    def read(given: dict[str, Any]) -> Any:
        found = values(given)
        if len(given) != length or tuple(map(type, found)) not in types:
            raise KeyError(tag)
        return kind(*found)

    return read
