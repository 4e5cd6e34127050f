"""GFS from whichever mirror delivers it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable
from datetime import datetime
from time import monotonic
from typing import Any, Final, TypeVar

from besedka.deadline import within
from besedka.records import record
from besedka.weather.data.conditions import Batch
from besedka.weather.data.failures import SourceFailure, SourcesFailedError
from besedka.weather.data.meter import DownloadMeter
from besedka.weather.data.variables import Variable
from besedka.weather.gfs.addresses import Mirror
from besedka.weather.gfs.index import FIELDS
from besedka.weather.gfs.runs import candidates, step_for
from besedka.weather.gfs.site import Site
from besedka.weather.gfs.transport import Timeouts, Transport
from besedka.weather.gfs.trouble import MirrorError

__all__ = ["WANTED", "Delivered", "GfsArchive"]

WANTED: Final = frozenset(FIELDS) - {Variable.HEIGHT}
"""What the weather at an hour is made of. The height of the surface does not change, and is fetched once."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


@record
class Delivered:
    """Messages, and who delivered them."""

    data: bytes
    """Whole GRIB messages, one after the other. They may hold fields that were not asked for, as sub-messages."""

    source: str
    """The mirror's name."""

    left_out: frozenset[Variable] = frozenset()
    """Variables that were asked for and not fetched, since together they have more than `ranges.AFFORDABLE`."""


class GfsArchive:
    """Reads GFS from its mirrors, which are asked in order until one delivers.

    A mirror that has failed is not asked again for a minute, or for as long as it has asked by `Retry-After`; its
    failure is then told as it was. All mirrors share one pool of connections. Times are bounded by `timeouts`, bytes
    by `meter` and by what is spent on a file (`ranges.AFFORDABLE`). A call may be cancelled at any time.
    """

    def __init__(
        self,
        mirrors: Iterable[Mirror],
        meter: DownloadMeter,
        *,
        timeouts: Timeouts | None = None,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._transport = Transport(self._timeouts, clock)
        self._sites = tuple(Site(each, self._transport, meter, clock, sleep) for each in mirrors)

    async def latest(self, now: datetime, grid: str, variables: Collection[Variable] = WANTED) -> Batch:
        """Return the newest run that is there, and its step for `now`.

        A run is there when its index lists all the variables. An older one is looked for only when a mirror says
        that a file is absent or incomplete, never because it fails. Raises `SourcesFailedError`, `DailyLimitError`.
        """

        async def newest(site: Site) -> Batch:
            for run in candidates(now):
                batch = Batch(run, grid, step_for(run, now, grid))
                if await site.has(batch, variables):
                    return batch
            raise MirrorError("not-there")

        _, batch = await self._ask(newest, self._timeouts.search)
        return batch

    async def fetch(
        self, batch: Batch, variables: Collection[Variable], refused: Collection[SourceFailure] = ()
    ) -> Delivered:
        """Return these variables of a batch, checked to be whole messages; they are not decoded.

        Mirrors in `refused` have delivered what cannot be used: they are not asked, and count as failed. Raises
        `SourcesFailedError`, `DailyLimitError`; `ValueError` for a step or a variable that GFS does not have.
        """

        async def fetched(site: Site) -> tuple[bytes, frozenset[Variable]]:
            return await site.fetch(batch, variables)

        source, (data, left_out) = await self._ask(fetched, self._timeouts.fetch, refused)
        return Delivered(data, source, left_out)

    def failures(self) -> dict[str, SourceFailure | None]:
        """Return each mirror by name, in order, with the failure for which it is not asked now; None where it is."""
        return {site.name: site.failure for site in self._sites}

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _ask(
        self,
        ask: Callable[[Site], Coroutine[Any, Any, T]],
        seconds: float,
        refused: Collection[SourceFailure] = (),
    ) -> tuple[str, T]:
        """Return the name of the first mirror that delivers, and what it delivers."""
        failures: list[SourceFailure] = []
        unusable = {each.source: each for each in refused}
        for site in self._sites:
            if (failure := unusable.get(site.name, site.failure)) is not None:
                failures.append(failure)
                continue
            try:
                return site.name, await self._in_time(seconds, ask(site))
            except MirrorError as error:
                failures.append(site.failed(error))
                _log.info("GFS from %s: %s", site.name, error)
        raise SourcesFailedError(tuple(failures))

    async def _in_time(self, seconds: float, work: Coroutine[Any, Any, T]) -> T:
        try:
            return await within(seconds, work)
        except asyncio.TimeoutError:
            raise MirrorError("timeout", f"{seconds:g} s") from None
