"""Index files (`.idx`, as NCEP's wgrib2 writes them): which bytes of a GRIB file hold which field. Pure.

A line is `10:4303694:d=2025080100:VIS:surface:7 hour fcst:`: number, offset of the message in bytes, start of the run,
name, level, time. Fields that are sub-messages of one message have numbers such as `3.1` and share its offset.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timezone
from typing import Final

from besedka.records import record
from besedka.weather.data.variables import Variable
from besedka.weather.gfs.trouble import MirrorError

__all__ = ["FIELDS", "MOST_BYTES", "Entry", "Span", "locate", "parse"]

FIELDS: Final[Mapping[Variable, tuple[str, str]]] = {
    Variable.TEMPERATURE: ("TMP", "2 m above ground"),
    Variable.HUMIDITY: ("RH", "2 m above ground"),
    Variable.WIND_EAST: ("UGRD", "10 m above ground"),
    Variable.WIND_NORTH: ("VGRD", "10 m above ground"),
    Variable.GUST: ("GUST", "surface"),
    Variable.VISIBILITY: ("VIS", "surface"),
    Variable.PRESSURE: ("PRMSL", "mean sea level"),
    Variable.CLOUD: ("TCDC", "entire atmosphere"),
    Variable.PRECIPITATION_RATE: ("PRATE", "surface"),
    Variable.IS_RAIN: ("CRAIN", "surface"),
    Variable.IS_SNOW: ("CSNOW", "surface"),
    Variable.IS_FREEZING_RAIN: ("CFRZR", "surface"),
    Variable.HEIGHT: ("HGT", "surface"),
}
"""Name and level of each variable that GFS has."""

MOST_BYTES: Final = 262_144
"""The longest index that is read. That of a 0.25° file, the longest one, has about 45 KB and 750 lines."""

_LINE: Final = re.compile(
    r"[0-9]{1,6}(?:\.[0-9]{1,4})?:([0-9]{1,12}):d=([0-9]{10}):([ -9;-~]*):([ -9;-~]*):([ -9;-~]*):[ -~]*"
)
_INSTANT: Final = re.compile(r"(?:anl|([0-9]{1,4}) hour fcst)")


@record
class Span:
    """Bytes of a file, from `start` up to but without `end`; None is the end of the file."""

    start: int
    end: int | None


@record
class Entry:
    """One line of an index: a field and the message that holds it."""

    name: str
    level: str
    time: str
    span: Span

    @property
    def step(self) -> int | None:
        """Hours after the run's start; None for a mean, a sum or an extreme over a period."""
        found = _INSTANT.fullmatch(self.time)
        return int(found[1] or 0) if found else None


def parse(data: bytes, run: datetime) -> tuple[Entry, ...]:
    """Parse the index of a file of the run that started at `run`. Linear in time, and bounded by `MOST_BYTES`.

    Entries are in the order of the file. Raises `MirrorError`: `cut-off` when the last line is incomplete, `corrupt`
    for everything else that is not an index, which includes offsets that descend and lines of another run.
    """
    if len(data) > MOST_BYTES:
        raise MirrorError("corrupt", f"index of more than {MOST_BYTES} bytes")
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise MirrorError("corrupt", "index that is not ASCII") from None
    last = lines.pop()
    rows = [_row(number, line, run) for number, line in enumerate(lines, 1)]
    if last:
        raise MirrorError("cut-off", f"index ends within line {len(rows) + 1}")
    if not rows:
        raise MirrorError("corrupt", "empty index")
    ends = _ends([offset for offset, _ in rows])
    return tuple(Entry(*field, Span(offset, end)) for (offset, field), end in zip(rows, ends, strict=True))


def locate(entries: Iterable[Entry], step: int, variables: Collection[Variable]) -> dict[Variable, Span]:
    """Return where the variables are, as they are at the step; one that the index does not list is left out.

    A field stands in the file also as a mean over the last hours; only the instant is taken. Raises `ValueError` for a
    variable that GFS does not have.
    """
    if unknown := sorted(each.name for each in variables if each not in FIELDS):
        raise ValueError(f"not in GFS: {', '.join(unknown)}")
    spans: dict[tuple[str, str], Span] = {}
    for entry in entries:
        if entry.step == step:
            spans.setdefault((entry.name, entry.level), entry.span)
    return {each: spans[FIELDS[each]] for each in variables if FIELDS[each] in spans}


def _row(number: int, line: str, run: datetime) -> tuple[int, tuple[str, str, str]]:
    """Return a line's offset, and its name, level and time."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise MirrorError("corrupt", f"index, line {number}: {line[:40]!r}")
    if found[2] != f"{run.astimezone(timezone.utc):%Y%m%d%H}":
        raise MirrorError("corrupt", f"index, line {number}: run {found[2]}")
    return int(found[1]), (found[3], found[4], found[5])


def _ends(offsets: list[int]) -> list[int | None]:
    """Return where each message ends: before the next distinct offset, the last one at the end of the file."""
    ends: list[int | None] = [None] * len(offsets)
    for at in range(len(offsets) - 2, -1, -1):
        if offsets[at] > offsets[at + 1]:
            raise MirrorError("corrupt", f"index, line {at + 2}: offset {offsets[at + 1]} descends")
        ends[at] = offsets[at + 1] if offsets[at] < offsets[at + 1] else ends[at + 1]
    return ends
