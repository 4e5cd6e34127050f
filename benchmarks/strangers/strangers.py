"""Probes before a fresh server each: who becomes a guest, what does it hear, and how does it end?"""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from benchmarks.strangers.plan import Case, Choices
from benchmarks.strangers.probes import CLOSE_AT_ONCE, PROBES
from benchmarks.strangers.report import Row
from benchmarks.strangers.tree import Tree
from benchmarks.strangers.visitor import Visitor

__all__ = ["strangers"]

_WATCHED = 8.0
_SERVERS = 16
"""So many at a time."""

_STEP = 0.005
"""Seconds between two bytes of a probe that comes byte by byte."""

_SETTLE = 0.3
_SHOWN = 60


@dataclass(slots=True)
class _Fate:
    """What became of a probe; `ended` is the seconds from its connection to the server's end of it."""

    got: bytes = b""
    ended: float | None = None
    reset: bool = False


def strangers(choices: Choices) -> list[Case]:
    """Each probe whole, and byte by byte."""
    watched = choices.seconds or _WATCHED
    names = [name for name in PROBES if not choices.only or name in choices.only]
    return [
        Case(title, partial(_run, names, step, watched))
        for title, step in (("whole", 0.0), ("byte by byte", _STEP))
    ] if not choices.only else [
        Case(name, partial(_run, [name], step, watched)) for name in names for step in (0.0, _STEP)
    ]


def _run(names: Sequence[str], step: float, watched: float, tree: Tree) -> list[Row]:
    with ThreadPoolExecutor(_SERVERS) as pool:
        return list(pool.map(lambda name: _probe(name, step, watched, tree), names))


def _probe(name: str, step: float, watched: float, tree: Tree) -> Row:
    with tree.serve() as server:
        fate, joined, left = asyncio.run(_watch(server.port, name, step, watched))
        log = [line for line in server.log() if "event=started" not in line]
    return {
        "probe": name,
        "way": "byte by byte" if step else "whole",
        "joined": joined,
        "left": left,
        "bytes": len(fate.got),
        "got": _shown(fate.got),
        "end": _end(fate, watched),
        "log": max(0, len(log) - 1),  # without the watcher's own coming
    }


def _shown(got: bytes) -> str:
    text = got[:_SHOWN].decode(errors="replace").replace("\r", "").replace("\n", " ⏎ ")
    return text + (" …" if len(got) > _SHOWN else "")


def _end(fate: _Fate, watched: float) -> str:
    if fate.ended is None:
        return f"open after {watched:g} s"
    return f"{'reset' if fate.reset else 'closed'} after {fate.ended:.1f} s"


async def _watch(port: int, name: str, step: float, watched: float) -> tuple[_Fate, int, int]:
    watcher = await Visitor.enter(port, "watcher")
    fate = await _act(port, PROBES[name], step, watched, close=name in CLOSE_AT_ONCE)
    await asyncio.sleep(_SETTLE)
    found = fate, watcher.count("joined"), watcher.count("left")
    await watcher.leave()
    return found


async def _act(port: int, data: bytes, step: float, watched: float, *, close: bool) -> _Fate:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    fate = _Fate()
    saying = asyncio.ensure_future(_say(writer, data, step))
    if close:
        await saying
        writer.close()
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


async def _read(reader: asyncio.StreamReader, fate: _Fate, began: float) -> None:
    try:
        while data := await reader.read(1 << 16):
            fate.got += data
    except OSError:
        fate.reset = True
    fate.ended = time.monotonic() - began
