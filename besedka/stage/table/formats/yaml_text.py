"""Mappings, lists, texts, numbers and truth values as YAML in block style, for people to read.

Source: YAML 1.2, and 1.1 for which words are no texts (`yes`, `on`, `1e3`, `12:30`).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Union

__all__ = ["Yaml", "yaml_text"]

Yaml = Union[str, int, bool, Sequence["Yaml"], Mapping[str, "Yaml"]]  # noqa: UP007 - names itself

_PLAIN: Final = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*", re.ASCII)
_NOT_TEXT: Final = re.compile(r"y|n|yes|no|true|false|on|off|null", re.ASCII | re.IGNORECASE)
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def yaml_text(value: Mapping[str, Yaml]) -> str:
    """Return the mapping as a YAML document. Its keys stand in their order."""
    return "".join(f"{line}\n" for line in _lines(value))


def _lines(value: Yaml) -> Iterator[str]:
    """Yield the lines of a mapping or list that is not empty."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _under(f"{_scalar(key)}:", item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            first, *rest = [_scalar(item)] if _is_flat(item) else list(_lines(item))
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)


def _under(head: str, item: Yaml) -> Iterator[str]:
    if _is_flat(item):
        yield f"{head} {_scalar(item)}"
    else:
        yield head
        yield from (f"  {line}" for line in _lines(item))


def _is_flat(value: Yaml) -> bool:
    return isinstance(value, str | int) or not value


def _scalar(value: Yaml) -> str:
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and not _NOT_TEXT.fullmatch(value):
            return value
        quoted = json.dumps(value, ensure_ascii=False)
        return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
    return json.dumps(value)  # Numbers, truth values, and what is empty.
