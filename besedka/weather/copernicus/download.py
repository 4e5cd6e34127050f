"""The file of results: downloaded in ranges when it is cut off, bounded, and checked to be GRIB from end to end."""

import asyncio
import re
from pathlib import Path

import httpx

from besedka.records import record
from besedka.weather.copernicus.settings import Settings
from besedka.weather.copernicus.store_errors import SOURCE, StoreError, from_problem, from_status
from besedka.weather.data.meter import DownloadMeter, Reservation

__all__ = ["Asset", "Download"]

CHUNK = 262_144
FIRST, LAST = b"GRIB", b"7777"
"""A GRIB message, of either edition, begins and ends with these (WMO 306, volume I.2)."""

PASSING = frozenset({"cut-off", "timeout", "unreachable", "busy"})
"""Reasons after which a further try makes sense."""


@record
class Asset:
    """A file that the store made, at an address of the store's choosing."""

    location: str
    size: int
    """In bytes."""


class Download:
    """A download into a file. It continues where it was cut off, if the store's ETag says that the file is the same.

    cdsapi's own download is not used: it follows redirects to any address, has no bound, and cannot be cancelled.
    """

    def __init__(
        self, client: httpx.AsyncClient, asset: Asset, path: Path, meter: DownloadMeter, settings: Settings
    ) -> None:
        self._client = client
        self._asset = asset
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._meter = meter
        self._settings = settings
        self._received = 0
        self._etag = ""

    async def run(self) -> None:
        """Download the file. No file is left when it fails.

        Raises:
            StoreError: it could not be had, or it is not GRIB, or not as long as the store has said.
            DailyLimitError: by the meter.
            OSError: the file cannot be written.
        """
        try:
            with self._meter.reserve(self._asset.size) as reservation:
                await self._tried(reservation)
            await asyncio.to_thread(self._check_end)
            self._part.replace(self._path)
        except BaseException:
            self._part.unlink(missing_ok=True)
            raise

    async def _tried(self, reservation: Reservation) -> None:
        for attempt in range(1, self._settings.tries + 1):
            error = await self._attempt(reservation)
            if error is None:
                return
            if attempt == self._settings.tries or error.reason not in PASSING:
                raise error
            await asyncio.sleep(self._settings.retry_pause)

    async def _attempt(self, reservation: Reservation) -> StoreError | None:
        try:
            await self._receive(reservation)
        except (httpx.HTTPError, StoreError) as problem:
            return from_problem(problem)
        return None

    async def _receive(self, reservation: Reservation) -> None:
        """Receive the file, or the rest of it."""
        headers = {"Accept-Encoding": "identity"}
        if self._received and self._etag:
            headers |= {"Range": f"bytes={self._received}-", "If-Range": self._etag}
        async with self._client.stream("GET", self._asset.location, headers=headers) as answer:
            self._begin(answer)
            counted = 0
            try:
                async for chunk in answer.aiter_raw(CHUNK):
                    reservation.add(SOURCE, len(chunk))
                    counted += len(chunk)
                    await self._keep(chunk)
            finally:  # What arrived of a chunk that is not whole counts as well.
                reservation.add(SOURCE, answer.num_bytes_downloaded - counted)
        if self._received < self._asset.size:
            raise StoreError("cut-off", f"{self._received} of {self._asset.size} bytes")

    def _begin(self, answer: httpx.Response) -> None:
        """Look at what the answer is: the rest, or the whole file."""
        if answer.status_code == httpx.codes.PARTIAL_CONTENT:
            if not re.match(rf"bytes {self._received}-", answer.headers.get("Content-Range", "")):
                raise StoreError("changed", "another range than the one that was asked for")
            return
        if answer.status_code != httpx.codes.OK:
            raise from_status(answer.status_code)
        self._received = 0
        self._part.write_bytes(b"")
        etag = answer.headers.get("ETag", "")
        self._etag = "" if etag.startswith("W/") else etag

    async def _keep(self, chunk: bytes) -> None:
        if not self._received and not chunk.startswith(FIRST[: len(chunk)]):
            raise StoreError("corrupt", "the file does not begin with GRIB")
        self._received += len(chunk)
        if self._received > self._asset.size:
            raise StoreError("corrupt", f"the file is longer than its {self._asset.size} bytes")
        await asyncio.to_thread(self._append, chunk)

    def _append(self, chunk: bytes) -> None:
        with self._part.open("ab") as file:
            file.write(chunk)

    def _check_end(self) -> None:
        with self._part.open("rb") as file:
            file.seek(max(0, self._received - len(LAST)))
            if file.read() != LAST:
                raise StoreError("corrupt", "the file does not end with 7777")
