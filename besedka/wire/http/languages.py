"""Which language a peer would rather read (RFC 9110, 12.5.4; RFC 4647, 3.4)."""

import re
from collections.abc import Sequence
from typing import Final

from besedka.wire.http.headers import Headers

__all__ = ["preferred_language"]

# RFC 4647, 2.1, and a weight as in RFC 9110, 12.4.2.
_RANGE: Final = re.compile(
    r"(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?",
    re.IGNORECASE,
)


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
