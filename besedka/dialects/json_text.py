"""JSON as this protocol reads and writes it: RFC 8259 without its loose ends.

No NaN or Infinity, no name twice in one object, no depth that could hurt, no text that UTF-8 cannot write.
"""

import json
import re
from typing import Any

from besedka.chat.text import excerpt
from besedka.dialects.requests import ReadError

__all__ = ["MAX_DEPTH", "SURROGATE", "dump", "load"]

MAX_DEPTH = 32
"""Arrays and objects within each other."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character: JSON can escape it, UTF-8 cannot write it."""

_TOKEN = re.compile(r'\\.|["\[\]{}]', re.DOTALL)


def load(text: str) -> Any:
    """The value that `text` writes. `ReadError` (bad-json, too-deep) for anything else, in linear time."""
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise ReadError("too-deep", limit=MAX_DEPTH)
    try:
        if text.startswith("{"):  # Nearly always, and then hardly ever with white space behind it.
            value, end = _DECODER.raw_decode(text)
            if end == len(text):
                return value
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise ReadError("bad-json", problem="syntax", position=error.pos) from None
    except ValueError:  # Python's own limit on the digits of a number
        raise ReadError("bad-json", problem="number") from None


def _depth(text: str) -> int:
    """How deep the brackets go; counted without recursion, and before any parser sees them."""
    depth = deepest = 0
    in_string = False
    for token in _TOKEN.finditer(text):
        match token[0]:
            case '"':
                in_string = not in_string
            case "[" | "{" if not in_string:
                depth += 1
                deepest = max(deepest, depth)
            case "]" | "}" if not in_string:
                depth -= 1
    return deepest


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


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)

dump = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""A value as compact JSON; characters beyond ASCII stay as they are."""
