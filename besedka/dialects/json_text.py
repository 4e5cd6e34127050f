"""JSON as this protocol reads and writes it: RFC 8259 without its loose ends.

No NaN or Infinity, no name twice in one object, no depth that could hurt, no text that UTF-8 cannot write.
"""

import json
import re
from typing import Any

from besedka.dialects.requests import ReadError
from besedka.dialects.words import cut

__all__ = ["MAX_DEPTH", "SURROGATE", "dump", "load"]

MAX_DEPTH = 32
"""Arrays and objects within each other."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character: JSON can escape it, UTF-8 cannot write it."""

_BYTE_ORDER_MARK = "\ufeff"
_WHITE_SPACE = " \t\n\r"


def load(text: str) -> Any:
    """The value that `text` writes, an array excepted. `ReadError` (bad-json, too-deep) for anything else.

    The time is linear in the length, and short for what is too deep.

    RFC 8259, 8.1: a reader may pass over a byte order mark at the beginning, and so this one does.
    """
    text = text.removeprefix(_BYTE_ORDER_MARK)
    try:
        value = _decode(text)
    except json.JSONDecodeError as error:
        raise ReadError("bad-json", problem="syntax", position=error.pos) from None
    except ValueError:  # Python's own limit on the digits of a number
        raise ReadError("bad-json", problem="number") from None
    except RecursionError:  # hundreds of levels, noticed at the first one that is too many for the decoder
        raise ReadError("too-deep", limit=MAX_DEPTH) from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _is_too_deep(value):
        raise ReadError("too-deep", limit=MAX_DEPTH)
    return value


def _decode(text: str) -> Any:
    if text.startswith("{"):  # Nearly always, and then hardly ever with white space behind it.
        value, end = _DECODER.raw_decode(text)
        if end == len(text):
            return value
    elif text.lstrip(_WHITE_SPACE).startswith("["):
        raise ReadError("bad-json", problem="not-object")  # That much is known before the rest is read.
    return _DECODER.decode(text)


def _is_too_deep(value: Any) -> bool:
    """Whether arrays and objects stand deeper within each other than they may; level by level, without recursion."""
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(MAX_DEPTH):
        items = (item.values() if type(item) is dict else item for item in level)
        level = [part for item in items for part in item if type(part) in _CONTAINERS]
    return bool(level)


_CONTAINERS = (dict, list)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ReadError("bad-json", problem="duplicate", field=cut(_first_repeated(pairs)))
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


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)

dump = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""A value as compact JSON; characters beyond ASCII stay as they are."""
