"""JSON as this protocol reads and writes it: RFC 8259 without its loose ends.

No NaN or Infinity, no name twice in one object, no depth that could hurt, no text that UTF-8 cannot write.
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
"""Arrays and objects within each other. Chosen: ours have three levels."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character: JSON can escape it, UTF-8 cannot write it."""

_MAX_DIGITS = 1000
"""Digits of a number that is read tolerantly. Chosen: none of ours has more than 19; Python reads 4300."""

_WHITE_SPACE = " \t\n\r"


def load(text: str) -> Any:
    """The value that `text` writes, an array excepted. `ReadError` (bad-json, too-deep) for anything else.

    The time is linear in the length, and short for what is too deep.

    RFC 8259, 8.1: a reader may pass over a byte order mark at the beginning, and so this one does.
    """
    return _load(text.removeprefix(BYTE_ORDER_MARK), _STRICT)


def load_tolerantly(text: str) -> Any:
    """As `load`, for what servers say: a name twice in one object and a number of any length pass.

    Of two fields with one name the last one counts; a number with thousands of digits becomes infinite.
    """
    return _load(text.removeprefix(BYTE_ORDER_MARK), _TOLERANT)


def _load(text: str, decoder: json.JSONDecoder) -> Any:
    try:
        value = _decode(text, decoder)
    except json.JSONDecodeError as error:
        raise ReadError("bad-json", problem="syntax", position=error.pos) from None
    except ValueError:  # Python's own limit on the digits of a number
        raise ReadError("bad-json", problem="number") from None
    except RecursionError:  # hundreds of levels, noticed at the first one that is too many for the decoder
        raise ReadError("too-deep", limit=MAX_DEPTH) from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _is_too_deep(value):
        raise ReadError("too-deep", limit=MAX_DEPTH)
    return value


def _decode(text: str, decoder: json.JSONDecoder) -> Any:
    if text.startswith("{"):  # Nearly always, and then hardly ever with white space behind it.
        value, end = decoder.raw_decode(text)
        if end == len(text):
            return value
    elif text.lstrip(_WHITE_SPACE).startswith("["):
        raise ReadError("bad-json", problem="not-object")  # That much is known before the rest is read.
    return decoder.decode(text)


def _is_too_deep(value: Any) -> bool:
    """Whether arrays and objects stand deeper within each other than they may; level by level, without recursion."""
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
"""A value as compact JSON; characters beyond ASCII stay as they are."""
