"""The store's constraints of a dataset: what exists, asked over HTTP and kept in memory."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx

from besedka.weather.copernicus.request import Selection, select
from besedka.weather.copernicus.store_errors import StoreError, from_status
from besedka.weather.data.conditions import Run

__all__ = ["Constraints"]

KEPT = timedelta(days=1)

ABSENCE_KEPT = timedelta(hours=1)
"""How long a run that is not in the constraints counts as absent: a day would hide each new run for a day."""

MOST = 4_000_000
"""Bytes; the real ones have some hundred thousand."""


class Constraints:
    """What exists of one dataset: `…/catalogue/v1/collections/<dataset>/constraints.json`, which needs no token."""

    def __init__(
        self, url: str, dataset: str, client: httpx.AsyncClient, clock: Callable[[], datetime]
    ) -> None:
        self._url = f"{url}/catalogue/v1/collections/{dataset}/constraints.json"
        self._client = client
        self._clock = clock
        self._at: datetime | None = None
        self._kept: Sequence[Any] = ()

    async def select(self, run: Run, steps: Sequence[int]) -> Selection:
        """Return what the store offers of a run.

        An answer is kept for a day; when the run is not in it, for an hour.

        Raises:
            StoreError: the store did not answer, or not with constraints.
            httpx.HTTPError: there was no answer.
        """
        now = self._clock()
        selection = await asyncio.to_thread(select, self._kept, run, steps)
        kept = KEPT if selection.run_exists else ABSENCE_KEPT
        if self._at is None or not timedelta(0) <= now - self._at < kept:
            self._kept = await self._ask()
            self._at = now
            selection = await asyncio.to_thread(select, self._kept, run, steps)
        return selection

    async def _ask(self) -> Sequence[Any]:
        async with self._client.stream("GET", self._url, headers={"Accept": "application/json"}) as answer:
            body = bytearray()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > MOST:
                    raise StoreError("corrupt", f"the constraints are larger than {MOST} bytes")
        if answer.status_code != httpx.codes.OK:
            raise from_status(answer.status_code, body.decode(errors="replace"))
        return await asyncio.to_thread(_parsed, bytes(body))


def _parsed(body: bytes) -> Sequence[Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise StoreError("corrupt", "the constraints are not JSON") from None
    if not isinstance(found, list):
        raise StoreError("corrupt", "the constraints are not a list")
    return found
