"""Ranges of bytes: which are asked for, and whether an answer is what was asked for (RFC 9110, section 14). Pure.

One request asks for one range: S3 answers several with the whole file.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from besedka.records import record
from besedka.weather.gfs.index import Span
from besedka.weather.gfs.trouble import MirrorError

__all__ = ["LAST_BYTES", "MOST_BYTES", "Part", "Request", "Version", "admitted", "headers", "planned"]

MOST_BYTES: Final[Mapping[str, int]] = {"0p25": 16_000_000, "0p50": 4_000_000, "1p00": 2_000_000}
"""The most that is fetched of one file, by grid. An index that asks for more is not believed.

What GFS publishes has half of that with all variables: 8 MB, 2 MB, 0.7 MB.
"""

LAST_BYTES: Final[Mapping[str, int]] = {"0p25": 2_500_000, "0p50": 700_000, "1p00": 200_000}
"""The longest last message of a file, by grid: more than 16 bits a point. Only of the last message the index does not
say where it ends."""

_CONTENT_RANGE: Final = re.compile(r"bytes +([0-9]{1,15})-([0-9]{1,15})/(?:([0-9]{1,15})|\*)", re.IGNORECASE)
_STRONG: Final = re.compile(r'"[\x21\x23-\x7e]*"')


@record
class Version:
    """What an answer says of which state of the file it comes from; empty or None where it does not say."""

    etag: str = ""
    modified: str = ""
    complete: int | None = None
    """The file's length in bytes."""

    def agrees(self, other: "Version") -> bool:
        """Return whether both may come from the same state: nothing that both of them say differs."""
        mine, theirs = (self.etag, self.modified, self.complete), (other.etag, other.modified, other.complete)
        return all(one == two for one, two in zip(mine, theirs, strict=True) if one and two)


@record
class Request:
    """A range to be asked for, and the messages that it consists of."""

    span: Span
    messages: tuple[Span, ...]
    most: int
    """Its length in bytes; the most that it can be when its end is open."""


@record
class Part:
    """A range as a server has answered it."""

    length: int
    version: Version


def planned(messages: Iterable[Span], grid: str) -> tuple[Request, ...]:
    """Return the requests that cover the messages, in the order of the file. Adjacent messages share a request.

    Raises `MirrorError` (`corrupt`) when they are longer than what may be fetched of a file of this grid.
    """
    merged: list[Request] = []
    for span in sorted(set(messages), key=lambda each: each.start):
        length = LAST_BYTES[grid] if span.end is None else span.end - span.start
        if merged and merged[-1].span.end == span.start:
            before = merged.pop()
            merged.append(
                Request(Span(before.span.start, span.end), (*before.messages, span), before.most + length)
            )
        else:
            merged.append(Request(span, (span,), length))
    if (total := sum(each.most for each in merged)) > MOST_BYTES[grid]:
        raise MirrorError("corrupt", f"index asks for {total} bytes")
    return tuple(merged)


def headers(span: Span, version: Version | None) -> dict[str, str]:
    """Return the headers that ask for a range, of the state of the file that an earlier answer came from."""
    last = "" if span.end is None else span.end - 1
    asked = {"Range": f"bytes={span.start}-{last}"}
    if version is not None and _STRONG.fullmatch(version.etag):  # weak ones never match: RFC 9110, 13.1.1
        asked["If-Match"] = version.etag
    return asked


def admitted(request: Request, status: int, answer: Mapping[str, str], version: Version | None) -> Part:
    """Check the status and headers of the answer to a request.

    Header names in `answer` are found in any case, or are given in lower case. Raises `MirrorError`: `no-ranges` when
    the whole file follows, `changed` when the file is another than that of `version`, or shorter than its index says,
    `corrupt` when it is another range than the one asked for.
    """
    if status == 200:
        raise MirrorError("no-ranges")
    found = _CONTENT_RANGE.fullmatch(answer.get("content-range", "").strip())
    if status != 206 or found is None:
        raise MirrorError("corrupt", f"status {status} without a range")
    first, last, complete = int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    now = Version(answer.get("etag", ""), answer.get("last-modified", ""), complete)
    if version is not None and not version.agrees(now):
        raise MirrorError("changed")
    _compare(request.span, first, last, complete)
    length = last + 1 - first
    if length > request.most or answer.get("content-length", str(length)).strip() != str(length):
        raise MirrorError(
            "corrupt", f"{answer.get('content-length', length)} bytes for {_words(request.span)}"
        )
    return Part(length, now)


def _compare(span: Span, first: int, last: int, complete: int | None) -> None:
    """Check that a range is the one asked for."""
    if complete is not None and last >= complete:
        raise MirrorError("corrupt", f"range to {last} of {complete} bytes")
    wanted = complete if span.end is None else span.end
    if complete is not None and (span.start >= complete or (wanted or 0) > complete):
        raise MirrorError("changed", f"{complete} bytes, fewer than its index says")
    if first != span.start or last < first or (wanted is not None and last + 1 != wanted):
        raise MirrorError("corrupt", f"range {first}-{last} for {_words(span)}")


def _words(span: Span) -> str:
    return f"{span.start}-{'' if span.end is None else span.end - 1}"
