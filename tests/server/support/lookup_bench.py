"""Somebody in a chat in which all that was said is in an archive that answers when it is told to."""

import json
from typing import Any

from hand_archive import HandArchive
from hub_bench import inside, send, settle, slow
from server_bench import Bench, Peer

from besedka.server.process.config import Config

__all__ = ["events", "scene", "search"]


def scene(*texts: str, config: Config | None = None) -> tuple[Bench, HandArchive, Peer]:
    """One who is in, in a chat in which all that was said is in an archive."""
    archive = HandArchive()
    bench, _ = slow(archive=archive, config=config or Config(flood=0.0))
    peer = inside(bench, "/?name=ann")
    for text in texts:
        peer.say(send(0, text))
        settle(bench)
    peer.texts()
    return bench, archive, peer


def search(ref: int, text: str = "word") -> str:
    return json.dumps({"type": "search", "text": text, "ref": ref})


def events(peer: Peer) -> list[Any]:
    peer.bench.loop.run()
    return [json.loads(text) for text in peer.texts()]
