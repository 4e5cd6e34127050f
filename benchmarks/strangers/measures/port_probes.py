"""Probes before a fresh server each: who becomes a guest, what does it hear, and how does it end?"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from benchmarks.strangers.cases import Case, Choices
from benchmarks.strangers.clients.probe_bytes import CLOSE_AT_ONCE, PROBES
from benchmarks.strangers.clients.raw_client import RawClient
from benchmarks.strangers.source_tree import Tree
from benchmarks.strangers.table import Row

__all__ = ["port_probes"]

_WATCHED = 12.0
_SERVERS = 8
"""So many at a time."""

_STEP = 0.005
"""Seconds between two bytes of a probe that comes byte by byte."""

_SETTLE = 0.3
_SHOWN = 60


@dataclass(slots=True)
class _ProbeResult:
    """What became of a probe; `ended` is the seconds from its connection to the server's end of it."""

    got: bytes = b""
    ended: float | None = None
    by_us: bool = False
    reset: bool = False
    joined: int = 0
    left: int = 0
    log: int = 0


def port_probes(choices: Choices) -> list[Case]:
    """Each probe whole, and byte by byte."""
    watched = choices.seconds or _WATCHED
    ways = {"whole": 0.0, "byte by byte": _STEP}
    if choices.only:
        names = [name for name in PROBES if name in choices.only]
        return [Case(name, partial(_run, [name], ways, watched)) for name in names]
    return [Case("probes", partial(_run, list(PROBES), ways, watched))]


def _run(names: Sequence[str], ways: Mapping[str, float], watched: float, tree: Tree) -> list[Row]:
    with ThreadPoolExecutor(_SERVERS) as pool:
        found = {
            way: list(pool.map(lambda name, step=step: _probe(name, step, watched, tree), names))
            for way, step in ways.items()
        }
    rows = [
        _row(name, dict(zip(found, fates, strict=True)))
        for name, *fates in zip(names, *found.values(), strict=True)
    ]
    if len(names) > 1:
        guests = {way: sum(fate.joined > 0 for fate in fates) for way, fates in found.items()}
        rows.append({"probe": f"guests, of {len(names)}", "joined": _both(guests)})
    return rows


def _probe(name: str, step: float, watched: float, tree: Tree) -> _ProbeResult:
    with tree.serve() as server:
        fate = asyncio.run(_watch(server.port, name, step, watched))
        # Without the start, and the watcher's own coming and going.
        fate.log = sum("event=started" not in line for line in server.log()) - 2
        return fate


def _row(name: str, fates: Mapping[str, _ProbeResult]) -> Row:
    """What a probe came to, in both ways where they differ."""
    return {
        "probe": name,
        "joined": _both({way: fate.joined for way, fate in fates.items()}),
        "left": _both({way: fate.left for way, fate in fates.items()}),
        "bytes": _both({way: len(fate.got) for way, fate in fates.items()}),
        "got": _shown(next(iter(fates.values())).got),
        "end": _both({way: _end(fate) for way, fate in fates.items()}),
        "log": _both({way: fate.log for way, fate in fates.items()}),
    }


def _both(values: Mapping[str, object]) -> str:
    """One value where all are the same."""
    return " / ".join(dict.fromkeys(map(str, values.values())))


def _shown(got: bytes) -> str:
    text = got[:_SHOWN].decode(errors="replace").replace("\r", "").replace("\n", " ⏎ ")
    return text + (" …" if len(got) > _SHOWN else "")


def _end(fate: _ProbeResult) -> str:
    if fate.by_us:
        return "we closed"
    if fate.ended is None:
        return "open"
    return f"{'reset' if fate.reset else 'closed'} after {fate.ended:.1f} s"


async def _watch(port: int, name: str, step: float, watched: float) -> _ProbeResult:
    watcher = await RawClient.enter(port, "watcher")
    before = {kind: watcher.count(kind) for kind in ("joined", "left")}
    fate = await _act(port, PROBES[name], step, watched, close=name in CLOSE_AT_ONCE)
    await asyncio.sleep(_SETTLE)
    fate.joined, fate.left = (watcher.count(kind) - before[kind] for kind in ("joined", "left"))
    await watcher.leave()
    await asyncio.sleep(_SETTLE)  # so that its going is in the log
    return fate


async def _act(port: int, data: bytes, step: float, watched: float, *, close: bool) -> _ProbeResult:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    fate = _ProbeResult()
    saying = asyncio.ensure_future(_say(writer, data, step))
    if close:
        await saying
        writer.close()
        fate.by_us = True
        await asyncio.sleep(watched)
        return fate
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(_read(reader, fate, began), watched)
    saying.cancel()
    writer.transport.abort()
    return fate


async def _say(writer: asyncio.StreamWriter, data: bytes, step: float) -> None:
    with suppress(OSError):
        for piece in (data[place : place + 1] for place in range(len(data))) if step else [data]:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(step)


async def _read(reader: asyncio.StreamReader, fate: _ProbeResult, began: float) -> None:
    try:
        while data := await reader.read(1 << 16):
            fate.got += data
    except OSError:
        fate.reset = True
    fate.ended = time.monotonic() - began
