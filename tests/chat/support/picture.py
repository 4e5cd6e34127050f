"""A picture of a chat's whole state, so that two chats can be compared to the last field."""

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any

from besedka.chat import Chat, Entry

__all__ = ["digest", "drawn", "picture"]

LEFT_OUT = {"_heap", "_in_order", "_failures", "_on_message", "_searchable", "on_append"}
"""The heap keeps dead rows until somebody looks: only the living count. Whether rows are known to be in order saves
time and decides nothing. What to do about failures is no state, nor are texts prepared for a search, nor who is told of
messages."""

NOTHING: Mapping[str, object] = MappingProxyType({})

LOOK_UPS = {
    "_by_fold",
    "_by_lookalike",
    "_by_network",
    "_by_session",
    "_by_trace",
    "_live",
    "authors",
    "detached_by_network",
    "pending_by_network",
    "tokens",
}
"""They are asked for one key, or for all in an order of its own: nothing depends on the order of their rows, nor on the
order inside a row."""


def picture(chat: Chat) -> Any:
    """Everything that can be reached from `chat`, as nested plain values, in the order in which it is kept.

    Things that change are drawn once and referred to by their place, so that who shares what is compared too.
    """
    return _draw(chat, {})


def drawn(deliveries: object, left_out: Mapping[str, object] = NOTHING) -> bytes:
    """The deliveries to the last byte, however sets are ordered, without the fields whose values are `left_out`."""
    return ascii(_draw(deliveries, {}, left_out)).encode()


def digest(journal: Iterable[Entry], chat: Chat | None = None) -> str:
    """All deliveries and the last state in one word."""
    chat = chat or Chat()
    hashed = hashlib.sha256()
    for entry in journal:
        hashed.update(drawn(chat.apply(entry)))
    hashed.update(ascii(picture(chat)).encode())
    return hashed.hexdigest()


def _draw(thing: Any, drawn: dict[int, tuple[int, Any]], left_out: Mapping[str, object] = NOTHING) -> Any:
    if thing is None or isinstance(thing, int | str):
        return thing
    if isinstance(thing, tuple):
        return tuple(_draw(item, drawn, left_out) for item in thing)
    if isinstance(thing, frozenset):
        return sorted(thing)
    if id(thing) in drawn:
        return f"thing {drawn[id(thing)][0]}"
    if not _is_frozen(thing):
        drawn[id(thing)] = (len(drawn), thing)  # Kept, so that nothing else gets its id.
    return [type(thing).__name__, *_draw_inside(thing, drawn, left_out)]


def _is_frozen(thing: Any) -> bool:
    # A record has a hash of its values, and whatever changes has that of its identity or none.
    parameters = getattr(type(thing), "__dataclass_params__", None)
    return parameters is not None and (parameters.frozen or _is_by_value(type(thing).__hash__))


def _is_by_value(hashing: object) -> bool:
    return hashing is not None and hashing is not object.__hash__


def _draw_inside(thing: Any, drawn: dict[int, tuple[int, Any]], left_out: Mapping[str, object]) -> list[Any]:
    if isinstance(thing, dict):
        return [(_draw(key, drawn), _draw(value, drawn, left_out)) for key, value in thing.items()]
    if isinstance(thing, list | deque):
        return [_draw(item, drawn, left_out) for item in thing] + [getattr(thing, "maxlen", None)]
    if is_dataclass(thing):
        names = [field.name for field in fields(thing)]
    else:
        names = list(getattr(thing, "__slots__", ()) or vars(thing))
    values = [(name, getattr(thing, name)) for name in names if name not in LEFT_OUT]
    return [
        (name, _draw(_ordered(name, value), drawn, left_out))
        for name, value in values
        if name not in left_out or value != left_out[name]
    ]


def _ordered(name: str, value: Any) -> Any:
    if name not in LOOK_UPS:
        return value
    return {key: _ordered_row(row) for key, row in sorted(value.items())}


def _ordered_row(row: Any) -> Any:
    return sorted(row, key=_identity) if isinstance(row, list | dict) else row


def _identity(thing: Any) -> tuple[int, str]:
    """What tells a claim, a conduct or an ignored person from all others in its row."""
    return (thing.number, "") if hasattr(thing, "number") else (thing.person.number, thing.name.shown)
