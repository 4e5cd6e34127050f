"""What it means when a mirror does not answer with data. Pure."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from besedka.weather.data.failures import Reason
from besedka.weather.gfs.trouble import MirrorError

__all__ = ["refusal"]

_REASONS: Mapping[int, Reason] = {
    302: "busy",  # NOMADS sends overload away with it
    404: "not-there",
    412: "changed",  # the answer to If-Match: RFC 9110, 13.1.1
    416: "changed",  # the file is shorter than its index says
    429: "busy",
}
"""All others are told by their number. 403 too: anyone may list the buckets of GFS, so S3 answers 404 for what is
absent, and NOMADS answers 403 to addresses that it has blocked."""

_LONGEST = 3600.0
"""Seconds; what a server asks for beyond is not believed."""


def refusal(status: int, answer: Mapping[str, str]) -> MirrorError | None:
    """Return why an answer has no data; None for 200 and 206.

    A redirect is a refusal like any other: it is never followed.
    """
    if status in (200, 206):
        return None
    reason = _REASONS.get(status, "status")
    return MirrorError(reason, str(status) if reason == "status" else "", _retry_after(answer))


def _retry_after(answer: Mapping[str, str]) -> float:
    """Return the seconds that `Retry-After` asks for (RFC 9110, section 10.2.3), at most an hour; 0 without it.

    A date is compared with the answer's own `Date`, so a clock that is wrong on either side does no harm.
    """
    said = answer.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:6]), _LONGEST)
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(answer.get("date", ""))
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0.0
    return min(max(wait.total_seconds(), 0.0), _LONGEST)
