"""What goes wrong at the store, as reasons for people."""

import json
from typing import Any

import httpx
import requests

from besedka.weather.data.failures import Reason

__all__ = ["MOST_WORDS", "SOURCE", "StoreError", "clean", "from_problem", "from_status", "words"]

SOURCE = "Copernicus"
"""The name of the source in failures and in what the meter counts."""

MOST_WORDS = 200
"""Characters of the store's own words that are kept."""

BUSY = frozenset({429, 502, 503, 504})
NOT_FOUND = frozenset({404, 410})


class StoreError(Exception):
    """The store did not deliver: a reason of `SourceFailure`, and its detail, which may hold the token."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


def clean(text: str) -> str:
    """Return the text as one line of printable characters, at most `MOST_WORDS` of them."""
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= MOST_WORDS else f"{line[: MOST_WORDS - 1]}…"


def words(text: str) -> str:
    """Return what the store says in a refusal (RFC 9457, with a traceback of its own), or nothing if it says nothing.

    HTML and the like say nothing.
    """
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(found, dict):
        return ""
    said: list[str] = []
    for key in ("title", "detail", "traceback", "message"):
        value = found.get(key)
        if isinstance(value, str) and value.strip():
            said = [each for each in said if each not in value] + [value.strip()]
    return ": ".join(said)


def from_status(status: int, text: str = "") -> StoreError:
    """Return what an HTTP status that is not a success means. `text` is the answer's body."""
    if status in BUSY:
        return StoreError("busy", str(status))
    said = words(text)
    if status in NOT_FOUND:
        return StoreError("not-there", f"{status} {said}".strip())
    if 400 <= status < 500 and said:
        return StoreError("rejected", said)
    return StoreError("status", f"{status} {said}".strip())


def from_problem(problem: Exception) -> StoreError:
    """Return what an exception of cdsapi, requests or httpx means."""
    if isinstance(problem, StoreError):
        return problem
    if isinstance(problem, requests.HTTPError) and problem.response is not None:
        return from_status(problem.response.status_code, problem.response.text)
    if isinstance(problem, requests.Timeout | httpx.TimeoutException):
        return StoreError("timeout")
    if isinstance(
        problem, requests.exceptions.ChunkedEncodingError | httpx.RemoteProtocolError | httpx.ReadError
    ):
        return StoreError("cut-off")
    if isinstance(problem, requests.exceptions.JSONDecodeError):
        return StoreError("corrupt", "the store's answer is not JSON")
    if isinstance(problem, requests.ConnectionError | httpx.TransportError):
        return StoreError("unreachable", type(problem).__name__)
    return StoreError("corrupt", f"the store's answer is not understood ({type(problem).__name__})")
