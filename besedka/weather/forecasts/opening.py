"""The forecasts put together from their parts."""

from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path

from besedka.records import record
from besedka.weather.copernicus.access_token import Token
from besedka.weather.copernicus.archive import CamsArchive
from besedka.weather.data.meter import DownloadMeter
from besedka.weather.forecasts.cams_forecasts import CamsForecasts
from besedka.weather.forecasts.gfs_forecasts import GfsForecasts
from besedka.weather.forecasts.service import Forecasts
from besedka.weather.forecasts.sources import Clock
from besedka.weather.gfs.addresses import MIRRORS, Mirror
from besedka.weather.gfs.archive import GfsArchive
from besedka.weather.grib.store import FieldStore

__all__ = ["Limits", "open_forecasts"]


@record
class Limits:
    """What the forecasts may use, in bytes."""

    cached: int = 500_000_000
    downloaded: int = 200_000_000
    """In a UTC day."""


def _now() -> datetime:
    return datetime.now(timezone.utc)


def open_forecasts(
    folder: Path,
    *,
    limits: Limits | None = None,
    mirrors: Iterable[Mirror] = MIRRORS,
    store_url: str | None = None,
    token: Token | None = None,
    clock: Clock = _now,
) -> Forecasts:
    """Return forecasts that keep their data in `folder`. Call in a running event loop, and `aclose` at the end.

    Copernicus is asked when both the Atmosphere Data Store's address and a token are given. Raises `OSError` when the
    folder cannot be written, `ValueError` for an address that is not allowed.
    """
    limits = limits or Limits()
    mirrors = tuple(mirrors)
    store = FieldStore(folder / "fields", limits.cached)
    meter = DownloadMeter(folder / "downloads.json", limits.downloaded, clock)
    gfs = GfsForecasts(GfsArchive(mirrors, meter), store, clock)
    archive = CamsArchive(store_url, token, meter, clock=clock) if store_url and token else None
    cams = CamsForecasts(archive, store, clock)
    return Forecasts(gfs, cams, store, clock)
