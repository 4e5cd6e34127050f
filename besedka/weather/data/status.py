"""What the forecasts have at hand, which sources fail, and what was downloaded: figures for `source` and `stats`."""

from datetime import datetime

from besedka.records import record
from besedka.weather.data.conditions import Batch
from besedka.weather.data.failures import SourceFailure

__all__ = ["Held", "SourceState", "Status"]


@record
class SourceState:
    """One source of data: what it delivered today, and why the last request to it failed, if it did."""

    source: str
    """`AWS`, `Google`, `NOMADS`, `Copernicus`."""

    downloaded: int = 0
    """Bytes since midnight UTC."""

    failure: SourceFailure | None = None


@record
class Held:
    """A batch that is in the cache, and where it came from."""

    batch: Batch
    source: str
    """Who delivered it; empty if that is not known."""

    fetched: datetime | None = None
    """In UTC."""


@record
class Status:
    """The state of the forecasts at one moment."""

    sources: tuple[SourceState, ...] = ()
    """In the order in which they are tried."""

    held: tuple[Held, ...] = ()
    """Of each model and grid the batch of the newest run whose hour is nearest to now."""

    daily_limit: int = 0
    """Bytes that may be downloaded between one midnight UTC and the next."""

    cached: int = 0
    """Bytes on disk."""

    cache_limit: int = 0
    """Bytes."""

    @property
    def downloaded(self) -> int:
        """Bytes of all sources since midnight UTC."""
        return sum(each.downloaded for each in self.sources)
