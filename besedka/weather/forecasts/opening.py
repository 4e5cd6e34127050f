"""The forecasts put together from their parts."""

from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path

from besedka.records import record
from besedka.weather.copernicus.access_token import Token
from besedka.weather.copernicus.archive import CamsArchive
from besedka.weather.data.conditions import Batch, Model
from besedka.weather.data.meter import DownloadMeter
from besedka.weather.data.status import Held, SourceState, Status
from besedka.weather.forecasts.cams_forecasts import COPERNICUS, CamsForecasts
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
    mirrored = GfsArchive(mirrors, meter)
    gfs = GfsForecasts(mirrored, store, clock)
    archive = CamsArchive(store_url, token, meter, clock=clock) if store_url and token else None
    cams = CamsForecasts(archive, store, clock)

    def status() -> Status:
        usage = meter.usage()
        batches = (*store.batches("gfs"), *store.batches("cams"))
        failures = {**mirrored.failures(), COPERNICUS: cams.state()}
        return Status(
            tuple(SourceState(name, usage.by_source.get(name, 0), why) for name, why in failures.items()),
            tuple(Held(batch, store.source_of(batch)) for batch in present_batches(batches, clock())),
            limits.downloaded,
            store.size(),
            limits.cached,
        )

    return Forecasts(gfs, cams, store, clock, status)


def present_batches(batches: Iterable[Batch], now: datetime) -> list[Batch]:
    """Return of each model and grid the batch of the newest run whose hour is nearest to `now`."""
    nearest: dict[tuple[Model, str], Batch] = {}
    for batch in sorted(batches, key=lambda each: (-each.run.at.timestamp(), abs(each.valid - now))):
        nearest.setdefault((batch.run.model, batch.grid), batch)
    return list(nearest.values())
