"""How much has been downloaded in a day, and the limit to it. Nothing here waits."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from threading import Lock
from typing import Final

from besedka.records import record
from besedka.weather.data.failures import DailyLimitError

__all__ = ["DownloadMeter", "Reservation", "Usage"]

_MOST_BYTES: Final = 65_536
"""The longest file that is read. Ours has some hundred bytes."""

_log = logging.getLogger(__name__)


@record
class Usage:
    """What was downloaded in a day."""

    day: date
    """In UTC."""

    by_source: Mapping[str, int]
    """Bytes, by the source's name."""

    limit: int
    """Bytes that may be downloaded in a day."""

    @property
    def total(self) -> int:
        """Bytes from all sources."""
        return sum(self.by_source.values())


class Reservation:
    """Bytes that one download may use."""

    def __init__(self, n: int, add: Callable[[str, int], None]) -> None:
        self._add = add
        self.left = n
        """Bytes not yet used."""

    def add(self, source: str, n: int) -> None:
        """Count `n` downloaded bytes as `DownloadMeter.add` does, and hold so many fewer."""
        self._add(source, n)
        self.left -= min(n, self.left)


class DownloadMeter:
    """Counts downloaded bytes by UTC day and source, in a small JSON file, and refuses what would pass the limit.

    The file is replaced as a whole, so it is never half-written. One that is damaged or not ours counts as empty, and
    one that cannot be written is logged; neither raises. Threads may share a meter; processes may not.
    """

    def __init__(self, path: Path, limit: int, clock: Callable[[], datetime] | None = None) -> None:
        self._path = path
        self._limit = limit
        self._clock = clock or (lambda: datetime.now(timezone.utc))
        self._lock = Lock()
        self._open: list[Reservation] = []
        self._day, self._bytes = _read(path)

    def reserve(self, n: int) -> AbstractContextManager[Reservation]:
        """Check that `n` more bytes may be downloaded today; entered by `with`, hold them until its end.

        Raises `DailyLimitError`, here and on entering, when these, what was downloaded, and what others hold would
        pass the limit. Without `with` it only checks.
        """
        with self._lock:
            self._check(n)
        return self._holding(n)

    def add(self, source: str, n: int) -> None:
        """Count `n` bytes that were downloaded, whether or not they were reserved, and write the file."""
        if n <= 0:
            return
        with self._lock:
            self._turn()
            self._bytes[source] = self._bytes.get(source, 0) + n
            _write(self._path, self._day, self._bytes)

    def usage(self) -> Usage:
        """Return what was downloaded today."""
        with self._lock:
            self._turn()
            return Usage(self._day, dict(self._bytes), self._limit)

    @contextmanager
    def _holding(self, n: int) -> Iterator[Reservation]:
        with self._lock:
            self._check(n)
            reservation = Reservation(n, self.add)
            self._open.append(reservation)
        try:
            yield reservation
        finally:
            with self._lock:
                self._open.remove(reservation)

    def _check(self, n: int) -> None:
        now = self._turn()
        used = sum(self._bytes.values()) + sum(each.left for each in self._open)
        if used + n > self._limit:
            raise DailyLimitError(self._limit, _midnight_after(now))

    def _turn(self) -> datetime:
        """Start at zero when the day is another one. Return the time."""
        now = self._clock().astimezone(timezone.utc)
        if now.date() != self._day:
            self._day, self._bytes = now.date(), {}
        return now


def _midnight_after(now: datetime) -> datetime:
    return datetime.combine(now.date() + timedelta(days=1), time(), timezone.utc)


def _read(path: Path) -> tuple[date, dict[str, int]]:
    """Return the day of the file and its bytes by source; nothing, of no day, when it is not ours."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES)
            if file.read(1):
                raise ValueError("too long")
        found = json.loads(text)
        day, counted = date.fromisoformat(found["day"]), found["bytes"]
        if all(type(each) is int and each >= 0 for each in counted.values()):
            return day, dict(counted)
    except FileNotFoundError:
        return date.min, {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        _log.warning("The count of downloads begins anew: %s: %r", path, error)
    return date.min, {}


def _write(path: Path, day: date, counted: Mapping[str, int]) -> None:
    unfinished = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps({"day": day.isoformat(), "bytes": counted}), encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        _log.warning("The count of downloads cannot be written: %s", error)
