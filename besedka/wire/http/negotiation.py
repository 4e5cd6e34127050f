"""Which representation answers a request: its coding, its language, and whether the peer has it already.

RFC 9110, 12 (content negotiation) and 13 (conditional requests). Malformed wishes are no wishes.
"""

import re
from collections.abc import Sequence
from typing import Final

from besedka.wire.http.headers import Headers

__all__ = ["has_current", "preferred_language", "prefers_gzip"]

# RFC 9110, 12.4.2: from 0 to 1 with at most three decimals; 0 is "not acceptable".
_WEIGHTED: Final = re.compile(
    r"([^; \t]+)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE
)
# RFC 4647, 2.1, and a weight as in RFC 9110, 12.4.2.
_RANGE: Final = re.compile(
    r"(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?",
    re.IGNORECASE,
)
# RFC 9110, 8.8.3: etagc has no spaces and no quotes, but commas: a list cannot just be split.
_ENTITY_TAG: Final = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def prefers_gzip(headers: Headers) -> bool:
    """Whether a gzipped body is welcome, and no less so than a plain one. Malformed wishes are no wishes.

    Who refuses both gets a plain one all the same: that is better than nothing (RFC 9110, 12.5.3).
    """
    weights: dict[str, float] = {}
    for element in headers.elements("Accept-Encoding"):
        wish = _WEIGHTED.fullmatch(element)
        if wish is not None:
            weights[wish[1].lower()] = float(wish[2] or 1)
    # RFC 9110, 8.4.1.3: x-gzip is "equivalent to" gzip. `*` is every coding that is not named.
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def preferred_language(headers: Headers, offered: Sequence[str]) -> str:
    """The one of these languages (lowercase, without subtags) that `Accept-Language` weighs most.

    Of two that weigh the same it is the one that is named first; `ru-RU` asks for `ru`, unless `ru` has a weight of its
    own, and `*` is every language that is not named. Where nothing that is offered is welcome it is the first one: that
    is better than nothing. Malformed wishes are no wishes.
    """
    exact: dict[str, float] = {}
    wide: dict[str, float] = {}
    for element in headers.elements("Accept-Language"):
        wish = _RANGE.fullmatch(element)
        if wish is not None:
            tag, weight = wish[1].lower(), float(wish[2] or 1)
            exact.setdefault(tag, weight)
            primary = tag.partition("-")[0]
            wide[primary] = max(wide.get(primary, 0.0), weight)
    named = list(wide)
    weights = {code: exact.get(code, wide.get(code, exact.get("*", 0.0))) for code in offered}

    def rank(code: str) -> tuple[float, int]:
        return weights[code], -(named.index(code) if code in named else len(named))

    best = max(offered, key=rank)
    return best if weights[best] > 0 else offered[0]


def has_current(headers: Headers, tag: str) -> bool:
    """Whether `If-None-Match` names the representation with this entity tag, so that 304 is the answer.

    `tag` is strong and has its quotes. `*` stands for whatever there is. What is no tag names nothing.
    """
    wanted = ", ".join(headers.get_all("If-None-Match")).strip(" \t")
    # RFC 9110, 13.1.2: a recipient "MUST use the weak comparison function": W/ makes no difference.
    return wanted == "*" or tag in _ENTITY_TAG.findall(wanted)
