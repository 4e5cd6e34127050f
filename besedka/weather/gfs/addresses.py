"""The mirrors of GFS and where each of them keeps a file."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from besedka.records import record
from besedka.weather.data.conditions import Batch
from besedka.weather.gfs.runs import is_step

__all__ = ["MIRRORS", "Mirror", "address", "key", "moved"]


@record
class Mirror:
    """A web server that publishes GFS."""

    name: str
    """The source's name, for people: `AWS`."""

    base: str
    """The address below which the keys are, with a slash at its end."""

    a_minute: int | None = None
    """How many requests a minute it allows; None where it sets no limit."""


MIRRORS: Final = (
    Mirror("AWS", "https://noaa-gfs-bdp-pds.s3.amazonaws.com/"),
    Mirror("Google", "https://storage.googleapis.com/global-forecast-system/"),
    Mirror("NOMADS", "https://nomads.ncep.noaa.gov/pub/data/nccf/com/gfs/prod/", a_minute=100),
)
"""In the order in which they are asked. NOMADS is NCEP's own server, whose rule is the limit."""


def moved(mirrors: Iterable[Mirror], root: str) -> tuple[Mirror, ...]:
    """Return the mirrors with another scheme, host and port: those of `root`, such as `http://127.0.0.1:8081`.

    Paths, names and limits stay. Raises `ValueError` when `root` is not an http or https address of a host.
    """
    parts = urlsplit(root)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(root)
    return tuple(
        Mirror(each.name, root.rstrip("/") + urlsplit(each.base).path, each.a_minute) for each in mirrors
    )


def key(batch: Batch) -> str:
    """Return the name of a batch's file, which is the same on every mirror.

    Raises `ValueError` for a step that the grid does not have, so that a 404 always means that a file is not there yet.
    """
    if not is_step(batch.grid, batch.step):
        raise ValueError(f"{batch.grid} has no step {batch.step}")
    day, hour = f"{batch.run.at:%Y%m%d}", f"{batch.run.at:%H}"
    return f"gfs.{day}/{hour}/atmos/gfs.t{hour}z.pgrb2.{batch.grid}.f{batch.step:03d}"


def address(mirror: Mirror, batch: Batch) -> str:
    """Return the address of a batch's file. That of its index is the same with `.idx` at its end."""
    return mirror.base + key(batch)
