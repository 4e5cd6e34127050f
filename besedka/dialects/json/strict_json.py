"""JSON as this protocol reads and writes it: RFC 8259, with its ambiguities excluded.

No NaN or Infinity, no duplicate names in an object, no excessive depth, no text that UTF-8 cannot encode.
"""

import json
import math
import re
from typing import Any

from besedka.chat.language.text import excerpt
from besedka.dialects.commands.requests import ReadError
from besedka.dialects.guessing.typed_words import BYTE_ORDER_MARK

__all__ = ["MAX_DEPTH", "SURROGATE", "dump", "load", "load_tolerantly"]

MAX_DEPTH = 32
"""Maximum nesting of arrays and objects. Chosen: our own messages have three levels."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character: JSON can escape it, UTF-8 cannot encode it."""

_MAX_DIGITS = 1000
"""Digits of an integer that is read tolerantly. Chosen: the protocol needs at most 19; Python reads 4300."""

_WHITE_SPACE = " \t\n\r"


def load(text: str) -> Any:
    """Parse `text`: any JSON value except an array. Raises `ReadError` (bad-json, too-deep) for anything else.

    The time is linear in the length, and short for input that is too deep.

    A byte order mark at the beginning is ignored, as RFC 8259, 8.1 allows.
    """
    return _load(text.removeprefix(BYTE_ORDER_MARK), _STRICT)


def load_tolerantly(text: str) -> Any:
    """Parse like `load`, but accept from servers duplicate names in an object and numbers of any length.

    Of duplicate names the last one counts; an integer of more than 1000 digits becomes infinite.
    """
    return _load(text.removeprefix(BYTE_ORDER_MARK), _TOLERANT)


def _load(text: str, decoder: json.JSONDecoder) -> Any:
    try:
        value = _decode(text, decoder)
    except json.JSONDecodeError as error:
        raise ReadError("bad-json", problem="syntax", position=error.pos) from None
    except ValueError:  # Python's own limit on the digits of a number
        raise ReadError("bad-json", problem="number") from None
    except RecursionError:  # hundreds of levels; raised at the decoder's own limit
        raise ReadError("too-deep", limit=MAX_DEPTH) from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _is_too_deep(value):
        raise ReadError("too-deep", limit=MAX_DEPTH)
    return value


def _decode(text: str, decoder: json.JSONDecoder) -> Any:
    if text.startswith("{"):  # The common case, rarely with trailing white space.
        value, end = decoder.raw_decode(text)
        if end == len(text):
            return value
    elif text.lstrip(_WHITE_SPACE).startswith("["):
        raise ReadError("bad-json", problem="not-object")  # Known before the rest is parsed.
    return decoder.decode(text)


def _is_too_deep(value: Any) -> bool:
    """Return whether arrays and objects are nested too deeply; checks level by level, without recursion."""
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(MAX_DEPTH):
        items = (item.values() if type(item) is dict else item for item in level)
        level = [part for item in items for part in item if type(part) in _CONTAINERS]
    return bool(level)


_CONTAINERS = (dict, list)


def _any_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MAX_DIGITS else math.inf


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ReadError("bad-json", problem="duplicate", field=excerpt(_first_repeated(pairs)))
    return result


def _first_repeated(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return name
        seen.add(name)
    raise AssertionError("no name is repeated")


def _constant(word: str) -> Any:
    raise ReadError("bad-json", problem="constant", given=word)


_TOLERANT = json.JSONDecoder(parse_constant=_constant, parse_int=_any_number)
_STRICT = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)

dump = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""Encode a value as compact JSON; non-ASCII characters are not escaped."""
