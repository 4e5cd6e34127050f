"""The servers that are compared, in the order of the tables."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.base import Peer
from benchmarks.peers.besedka import (
    Besedka,
    BesedkaBefore,
    BesedkaInPlain,
    BesedkaOnDisk,
    BesedkaOnUvloop,
    BesedkaResuming,
)
from benchmarks.peers.daemons import Inspircd, Nats, Ngircd
from benchmarks.peers.libraries import Picows, Websockets, Ws
from benchmarks.peers.limits import Bare, BareWheel, Reference, ReferenceInJson

__all__ = ["ALL", "CHATS", "BesedkaBefore", "Peer", "beside", "by_names"]

CHATS: tuple[type[Peer], ...] = (
    Besedka,
    BesedkaOnUvloop,
    BesedkaInPlain,
    BesedkaOnDisk,
    Reference,
    ReferenceInJson,
    Ngircd,
    Inspircd,
    Nats,
    Websockets,
    Picows,
    Ws,
)
"""Those that hand on messages."""

ALL: tuple[type[Peer], ...] = (*CHATS, BesedkaResuming, Bare, BareWheel)


def by_names(names: str) -> list[Peer]:
    """Return the peers that these names, with commas between them, stand for; all when there are none.

    Raises `ValueError` for a name that is none.
    """
    known = {peer.name: peer for peer in ALL}
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"there is no peer {unknown[0]!r}; there are: {', '.join(known)}")
    return [peer() for name, peer in known.items() if not wanted or name in wanted]


def beside(peers: Sequence[Peer], before: Path) -> list[Peer]:
    """Return these peers with the Besedka of another checkout right after our own.

    Raises `ValueError` when our own is not among them, or the checkout is none.
    """
    other = BesedkaBefore(before)
    missing = other.missing()
    if missing:
        raise ValueError(missing)
    names = [peer.name for peer in peers]
    if Besedka.name not in names:
        raise ValueError("what was before is compared with besedka, which is not among the peers")
    place = names.index(Besedka.name) + 1
    return [*peers[:place], other, *peers[place:]]
