"""Answers and texts that are larger than what may wait for one reader: who is dropped for them?"""

import asyncio
import time
from functools import partial

from benchmarks.strangers.cases import Case, Choices
from benchmarks.strangers.clients.raw_client import RawClient, until
from benchmarks.strangers.measures.full_rate import full_rate
from benchmarks.strangers.source_tree import Tree, TreeServer, peak
from benchmarks.strangers.table import Row

__all__ = ["large_messages"]

_READERS = 5
_TEXT = "я" * 900_000
_WINDOW = 1 << 16
"""Bytes on their way to a reader: on loopback the system would else take a megabyte before anybody has read it, which
no network does."""

_SLOWLY = 200_000.0
"""Bytes a second: a phone on a poor day, which reads without a break."""

_PENDING = 100
_EMOJI = "\U0001f600" * 4000
_LONGEST = 120.0
_IN_AN_HOUR = 3600


def large_messages(choices: Choices) -> list[Case]:
    """One giant text; what one may ask for of one's own; and a room at full rate, with one who does not read."""
    watched = choices.seconds or 10.0
    big = ("--max-message", 1_000_000)
    return [
        Case("one text", partial(_one_text, watched, big)),
        Case("one text and 16 MiB", partial(_one_text, watched, (*big, "--outbox", 16384))),
        Case("scheduled", partial(_own, "scheduled", {}, watched)),
        Case("scheduled read slowly", partial(_own, "scheduled", {}, 3 * watched, pace=_SLOWLY)),
        Case("cancel all", partial(_own, "cancel", {"all": True}, watched)),
        Case("history", partial(_own, "history", {}, watched)),
        Case("full rate", partial(full_rate, watched)),
    ]


def _one_text(watched: float, options: tuple[object, ...], tree: Tree) -> list[Row]:
    with tree.serve(*options) as server:
        return [asyncio.run(_say_giant(server, watched))]


async def _say_giant(server: TreeServer, watched: float) -> Row:
    readers = [
        await RawClient.enter(server.port, f"reader-{number}", window=_WINDOW) for number in range(_READERS)
    ]
    author = await RawClient.enter(server.port, "author", window=_WINDOW)
    everybody = [*readers, author]
    async with peak(server) as memory:
        author.send(type="send", text=_TEXT)
        await until(lambda: all(one.count("message") or not one.here for one in everybody), watched)
        await asyncio.sleep(1.0)
    found = {
        "case": f"a text of {len(_TEXT)} letters, 2 bytes each",
        "of": f"{_READERS} readers and the author",
        "got it": sum(one.count("message") for one in everybody),
        "still here": sum(one.here for one in everybody),
        "close codes": ", ".join(str(one.close_code) for one in everybody if not one.here),
        "memory": memory.growth,
    }
    for one in everybody:
        await one.leave()
    return found


def _own(what: str, fields: dict[str, object], watched: float, tree: Tree, *, pace: float = 0.0) -> list[Row]:
    with tree.serve() as server:
        return [asyncio.run(_ask(server, what, fields, watched, pace))]


async def _ask(server: TreeServer, what: str, fields: dict[str, object], watched: float, pace: float) -> Row:
    """Say what can be said of the longest, and then ask for all of it at once."""
    asker = await RawClient.enter(server.port, "asker", window=_WINDOW, pace=pace)
    other = await RawClient.enter(server.port, "other", window=_WINDOW)
    delayed = what != "history"
    number, delay = (_PENDING, {"delay": _IN_AN_HOUR}) if delayed else (20, {})
    began = time.monotonic()
    for _ in range(number):
        asker.send(type="send", text=_EMOJI, **delay)
        await asker.writer.drain()
    ready = await until(lambda: asker.count("accepted") >= number or not asker.here, _LONGEST)
    filled, before = time.monotonic() - began, asker.bytes
    asker.heard.clear()
    async with peak(server) as memory:
        asked = asker.send(type=what, **fields, ref="it")
        began = time.monotonic()
        await until(lambda: not asker.here or _is_whole(asker), watched)
        took = time.monotonic() - began
        await asyncio.sleep(1.0)
    answers = [(size, event) for _, size, event in asker.heard if event.get("ref") == "it"]
    found = {
        "case": f"{what} of {number} texts of 4 000 emoji" + (f", {pace / 1e3:.0f} kB/s" if pace else ""),
        "asker": _fate(asker, ready=ready),
        "request, bytes": asked,
        "events": len(answers),
        "bytes": asker.bytes - before,
        "largest": max((size for size, _ in answers), default=0),
        "seconds": took,
        "others": _fate(other),
        "memory": memory.growth,
        "to fill it, s": filled,
    }
    await asker.leave()
    await other.leave()
    return found


def _fate(one: RawClient, *, ready: bool = True) -> str:
    if not one.here:
        return f"dropped ({one.close_code})"
    return "here" if ready else "still waiting"


def _is_whole(asker: RawClient) -> bool:
    answers = [event for _, _, event in asker.heard if event.get("ref") == "it"]
    return bool(answers) and not answers[-1].get("more")
