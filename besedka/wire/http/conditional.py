"""Conditional requests: whether a peer has already what it asks for (RFC 9110, 8.8.3 and 13.1.2)."""

import re
from typing import Final

from besedka.wire.http.headers import Headers

__all__ = ["has_current"]

# RFC 9110, 8.8.3: etagc has no spaces and no quotes, but commas: a list cannot just be split.
_ENTITY_TAG: Final = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def has_current(headers: Headers, tag: str) -> bool:
    """Whether `If-None-Match` names the representation with this entity tag, so that 304 is the answer.

    `tag` is strong and has its quotes. `*` stands for whatever there is. What is no tag names nothing.
    """
    wanted = ", ".join(headers.get_all("If-None-Match")).strip(" \t")
    # RFC 9110, 13.1.2: a recipient "MUST use the weak comparison function": W/ makes no difference.
    return wanted == "*" or tag in _ENTITY_TAG.findall(wanted)
