"""What one run measures: on whom, how often, how long."""

from dataclasses import dataclass

from benchmarks.peers import Peer

__all__ = ["Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The choices of one run.

    `seconds` is how long one round of one case lasts.
    """

    peers: tuple[Peer, ...]
    clients: tuple[int, ...] = ()
    """Other numbers of clients than the usual ones."""

    rounds: int = 3
    seconds: float = 2.0
