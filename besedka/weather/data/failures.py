"""Why there is no data. Words for people are made of these in `besedka.weather.answers`."""

from datetime import datetime
from typing import Literal

from besedka.records import record

__all__ = [
    "CorruptDataError",
    "DailyLimitError",
    "Reason",
    "SourceFailure",
    "SourcesFailedError",
    "StorageError",
    "WeatherError",
]

Reason = Literal[
    "timeout",
    "unreachable",
    "busy",
    "status",
    "no-ranges",
    "cut-off",
    "changed",
    "corrupt",
    "not-there",
    "not-configured",
    "rejected",
]
"""`status`: an HTTP status that was not expected, in `detail`. `no-ranges`: the server ignores ranges. `changed`: the
file was rewritten while it was read. `rejected`: Copernicus has refused or failed the job, its words in `detail`."""


class WeatherError(Exception):
    """There is no data, and why."""


class CorruptDataError(WeatherError):
    """What was delivered is no GRIB that can be read; the text says what is wrong with it, for a log."""


class StorageError(WeatherError):
    """What was delivered cannot be kept on disk; the text names the folder and says why, for a log."""


@record
class SourceFailure:
    """One source that could not deliver."""

    source: str
    """`AWS`, `Google`, `NOMADS`, `Copernicus`."""

    reason: Reason
    detail: str = ""


class SourcesFailedError(WeatherError):
    """No source has delivered; each is named with its reason, in the order in which they were tried."""

    def __init__(self, failures: tuple[SourceFailure, ...]) -> None:
        super().__init__(
            "; ".join(f"{each.source}: {each.reason} {each.detail}".strip() for each in failures)
        )
        self.failures = failures


class DailyLimitError(WeatherError):
    """What may be downloaded in a day has been; it goes on at `until`, in UTC."""

    def __init__(self, limit: int, until: datetime) -> None:
        super().__init__(f"{limit} bytes a day; goes on at {until:%Y-%m-%d %H:%M}Z")
        self.limit = limit
        self.until = until
