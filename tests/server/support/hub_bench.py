"""Peers of a hub whose journal does what it is told to."""

import json
from typing import Any

from server_bench import Bench, Peer
from troubled_journal import TroubledJournal

from besedka.journal import Archive, Opening
from besedka.server.process.config import Config

__all__ = ["inside", "send", "settle", "slow", "told"]


def slow(
    opening: Opening | None = None, archive: Archive | None = None, config: Config | None = None
) -> tuple[Bench, TroubledJournal]:
    bench = Bench(config, slow=True, opening=opening, archive=archive)
    return bench, bench.journal


def inside(bench: Bench, path: str = "/", *, json: bool = True) -> Peer:
    """Somebody who is in, and has read everything."""
    peer = bench.websocket(path, json=json)
    settle(bench)
    peer.texts()
    return peer


def settle(bench: Bench) -> None:
    bench.journal.commit()
    bench.loop.run()


def told(peer: Peer) -> list[tuple[str, Any]]:
    peer.bench.loop.run()
    return [(event.get("code", event["type"]), event.get("ref")) for event in map(json.loads, peer.texts())]


def send(ref: int, text: str | None = None) -> str:
    return json.dumps({"type": "send", "text": text or f"m{ref}", "ref": ref})
