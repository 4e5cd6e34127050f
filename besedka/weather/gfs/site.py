"""One mirror: its files, its limit of requests, and whether it has failed lately."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from time import monotonic
from typing import Final

from besedka.weather.data.conditions import Batch
from besedka.weather.data.failures import SourceFailure
from besedka.weather.data.meter import DownloadMeter, Reservation
from besedka.weather.data.variables import Variable
from besedka.weather.gfs import index, messages, ranges
from besedka.weather.gfs.addresses import Mirror, address
from besedka.weather.gfs.index import Entry
from besedka.weather.gfs.pace import Pace
from besedka.weather.gfs.ranges import Request, Version
from besedka.weather.gfs.transport import Transport
from besedka.weather.gfs.trouble import MirrorError

__all__ = ["Site"]

_COOL_DOWN: Final = 60.0
"""Seconds for which a mirror that has failed is not asked again."""


class Site:
    """Reads indexes and fields from one mirror.

    Every failure is a `MirrorError`, except that the meter raises `DailyLimitError`.
    """

    def __init__(
        self,
        mirror: Mirror,
        transport: Transport,
        meter: DownloadMeter,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = mirror.name
        self._mirror = mirror
        self._transport = transport
        self._meter = meter
        self._clock = clock
        self._pace = Pace(mirror.a_minute, clock=clock, sleep=sleep)
        self._failure: SourceFailure | None = None
        self._cool_until = 0.0

    @property
    def failure(self) -> SourceFailure | None:
        """How the mirror has failed lately; None when it may be asked."""
        return self._failure if self._clock() < self._cool_until else None

    def failed(self, error: MirrorError) -> SourceFailure:
        """Remember a failure for a minute, or for as long as the mirror has asked. That a file is absent is none."""
        failure = SourceFailure(self.name, error.reason, error.detail)
        if error.reason != "not-there":
            self._failure = failure
            self._cool_until = self._clock() + max(_COOL_DOWN, error.retry_after)
        return failure

    async def has(self, batch: Batch, variables: Collection[Variable]) -> bool:
        """Return whether the mirror has an index of the batch with all the variables."""
        try:
            entries = await self._index(batch)
        except MirrorError as error:
            if error.reason == "not-there":
                return False
            raise
        return len(index.locate(entries, batch.step, variables)) == len(set(variables))

    async def fetch(self, batch: Batch, variables: Collection[Variable]) -> bytes:
        """Return the messages of the variables, whole, in the order of the file.

        A file that changes while it is read is begun anew with its new index, once.
        """
        try:
            return await self._fetch(batch, variables)
        except MirrorError as error:
            if error.reason != "changed":
                raise
        return await self._fetch(batch, variables)

    async def _fetch(self, batch: Batch, variables: Collection[Variable]) -> bytes:
        found = index.locate(await self._index(batch), batch.step, variables)
        if missing := sorted(each.value for each in set(variables) - set(found)):
            raise MirrorError("not-there", ", ".join(missing))
        parts: list[bytes] = []
        version: Version | None = None
        requests = ranges.planned(found.values(), batch.grid)
        with self._meter.reserve(sum(each.most for each in requests)) as reservation:
            for request in requests:
                data, version = await self._range(address(self._mirror, batch), request, version, reservation)
                messages.check(data, request)
                parts.append(data)
        return b"".join(parts)

    async def _index(self, batch: Batch) -> tuple[Entry, ...]:
        def judge(status: int, _: Mapping[str, str]) -> int:
            if status != 200:
                raise MirrorError("status", str(status))
            return index.MOST_BYTES

        await self._pace.turn()
        with self._meter.reserve(index.MOST_BYTES) as reservation:
            received = partial(reservation.add, self.name)
            text = await self._transport.get(address(self._mirror, batch) + ".idx", {}, judge, received)
        return index.parse(text, batch.run.at)

    async def _range(
        self, file: str, request: Request, version: Version | None, reservation: Reservation
    ) -> tuple[bytes, Version]:
        """Return a range of a file, and of which version of the file it is."""
        part: ranges.Part | None = None

        def judge(status: int, answer: Mapping[str, str]) -> int:
            nonlocal part
            part = ranges.admitted(request, status, answer, version)
            return part.length

        await self._pace.turn()
        received = partial(reservation.add, self.name)
        data = await self._transport.get(file, ranges.headers(request.span, version), judge, received)
        if part is None or len(data) != part.length:
            raise MirrorError("cut-off", f"{len(data)} bytes of {request.span.start}-")
        return data, version or part.version
