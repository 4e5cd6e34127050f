"""Faults of a mirror, which tests switch on."""

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["KINDS", "Fault", "Kind"]

Kind = Literal[
    "overload",
    "busy",
    "forbidden",
    "absent",
    "broken",
    "hangs-up",
    "silent",
    "slow",
    "cut",
    "truncated",
    "page",
    "rewritten",
    "weak-etag",
    "no-etag",
    "ignores-range",
    "too-much",
    "wrong-range",
    "shifted",
    "no-content-range",
    "zipped",
    "short",
    "unasked",
]

KINDS: dict[Kind, str] = {
    "overload": "302 to elsewhere, as NOMADS answers",
    "busy": "503 with Retry-After",
    "forbidden": "403",
    "absent": "404, as S3 answers",
    "broken": "500",
    "hangs-up": "closes the connection without an answer",
    "silent": "reads the request and never answers",
    "slow": "sends one byte at a time",
    "cut": "closes the connection in the middle of the body",
    "truncated": "the file is half as long, and whole as far as HTTP is concerned",
    "page": "200 with an HTML page",
    "rewritten": "the file is another one from now on: its ETag changes",
    "weak-etag": "a weak ETag",
    "no-etag": "neither ETag nor Last-Modified",
    "ignores-range": "200 with the whole file",
    "too-much": "the range, and as many bytes again, without Content-Length",
    "wrong-range": "206 with the range of one byte later",
    "shifted": "206 that names the right range and has the bytes of one byte later",
    "no-content-range": "206 that does not say which range it is",
    "zipped": "says that the body is compressed",
    "short": "half of the body, without Content-Length",
    "unasked": "206 to a request without a range",
}


@dataclass
class Fault:
    """A fault of the answers to some requests."""

    kind: Kind
    path: str = ""
    """Only requests in whose path this regular expression is found: `idx$`, `^/global-forecast-system`."""

    skip: int = 0
    """So many of these requests are answered well first."""

    times: int | None = None
    """How many are answered badly then; None for all."""

    def meets(self, path: str) -> bool:
        """Return whether the fault befalls this request, and count it."""
        if not re.search(self.path, path):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0
