"""One address whose people come and go without end, and a hundred real ones behind one address."""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial

from benchmarks.strangers.cases import Case, Choices
from benchmarks.strangers.clients.raw_client import RawClient, handshake
from benchmarks.strangers.network.namespaces import address, private_network
from benchmarks.strangers.source_tree import Tree
from benchmarks.strangers.table import Row, percentile

__all__ = ["reconnecting_address"]

_SERVER, _WATCHER, _CROWD, _OTHER = (address(number) for number in range(4))
_TOGETHER = 50
"""Connections of the address that comes and goes, at a time."""

_HASTE = 0.2
_NEWCOMERS = 100
_LATER = 10.0
_PATIENCE = 60.0


def reconnecting_address(choices: Choices) -> list[Case]:
    """Coming and going in a loop; newcomers at once; and both, behind one address and behind two."""
    seconds, newcomers = choices.seconds or 10.0, choices.count or _NEWCOMERS
    return [
        Case("comes and goes", partial(_run, "comes and goes", seconds, 0, _OTHER)),
        Case("newcomers", partial(_run, "newcomers", 0.0, newcomers, _CROWD)),
        Case("newcomers again", partial(_run, "newcomers again", 0.0, newcomers, _CROWD)),
        Case("newcomers beside it", partial(_run, "newcomers beside it", seconds, newcomers, _OTHER)),
        Case("newcomers behind it", partial(_run, "newcomers behind it", seconds, newcomers, _CROWD)),
    ]


def _run(name: str, seconds: float, newcomers: int, behind: str, tree: Tree) -> list[Row]:
    with private_network(), tree.serve("--host", "0.0.0.0") as server:
        before = server.cpu_seconds()
        found = asyncio.run(_measure(server.port, seconds, newcomers, behind, again="again" in name))
        return [{"case": name} | found | {"server CPU, s": server.cpu_seconds() - before}]


async def _measure(
    port: int, seconds: float, newcomers: int, behind: str, *, again: bool
) -> dict[str, object]:
    watcher = await RawClient.enter(port, "watcher", host=_SERVER, local=_WATCHER)
    found: dict[str, object] = {}
    began, entered = time.monotonic(), [0]
    loops = [asyncio.ensure_future(_come_and_go(port, entered)) for _ in range(_TOGETHER if seconds else 0)]
    await asyncio.sleep(seconds / 2)
    if newcomers:
        if again:  # The first hundred have come and gone; now a second hundred comes.
            await _newcomers(port, newcomers, behind)
            await asyncio.sleep(_LATER)
        found |= await _newcomers(port, newcomers, behind)
    await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
    for loop in loops:
        loop.cancel()
    lasted = time.monotonic() - began
    seen = watcher.count("joined") + watcher.count("left")
    if loops:
        found |= {"came and went": entered[0], "announcements/s": seen / lasted}
    found |= {
        "bytes/s to each": watcher.bytes / lasted,
        "watcher": "here" if watcher.here else "dropped",
    }
    await watcher.leave()
    return found


async def _come_and_go(port: int, entered: list[int]) -> None:
    while True:
        with suppress(OSError, asyncio.TimeoutError):
            reader, writer = await asyncio.open_connection(_SERVER, port, local_addr=(_CROWD, 0))
            try:
                writer.write(handshake(f"{_SERVER}:{port}"))
                # Whoever wants to disturb goes as soon as it is in, and does not wait for long to be let in.
                if (await asyncio.wait_for(reader.read(12), _HASTE)).endswith(b"101"):
                    entered[0] += 1
            finally:
                writer.close()


async def _newcomers(port: int, newcomers: int, behind: str) -> dict[str, object]:
    began = time.monotonic()
    entering = (
        RawClient.enter(port, f"new-{number}", host=_SERVER, local=behind) for number in range(newcomers)
    )
    came = await asyncio.gather(*(_timed(each, began) for each in entering))
    welcomed = [seconds for seconds, visitor in came if visitor is not None]
    for _, visitor in came:
        if visitor is not None:
            await visitor.leave()
    return {
        "newcomers": newcomers,
        "welcomed": len(welcomed),
        "median, s": percentile(welcomed, 0.5),
        "last, s": max(welcomed, default=None),
    }


async def _timed(entering: Coroutine[None, None, RawClient], began: float) -> tuple[float, RawClient | None]:
    try:
        visitor = await asyncio.wait_for(entering, _PATIENCE)
    except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
        return time.monotonic() - began, None
    return visitor.heard[0][0] - began if visitor.heard else time.monotonic() - began, visitor
