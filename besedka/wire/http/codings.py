"""Content negotiation, as far as there is a choice here: plain or gzip (RFC 9110, 12.5.3)."""

import re
from typing import Final

from besedka.wire.http.headers import Headers

__all__ = ["prefers_gzip"]

# RFC 9110, 12.4.2: from 0 to 1 with at most three decimals; 0 is "not acceptable".
_WEIGHTED: Final = re.compile(
    r"([^; \t]+)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE
)


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
