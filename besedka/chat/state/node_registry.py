"""Which runs each node has had, so that a journal that repeats itself begins or ends none of them twice.

A run is called a life in the journal (`NodeStarted.life`).
"""

from besedka.records import record

__all__ = ["Node", "begin_life", "end_life"]

_LIVES = 16
"""Runs that are remembered of one node. Chosen."""

_NODES = 1000
"""Nodes that are remembered; the one whose last run began first is forgotten first. Chosen."""


@record
class Node:
    """The identifiers of a node's last runs, oldest first, and whether the last of them is over."""

    lives: tuple[str, ...]
    over: bool = False


def begin_life(nodes: dict[str, Node], name: str, life: str) -> None:
    """A run of the node begins that has not begun before."""
    earlier = nodes.pop(name, None)
    nodes[name] = Node((*(earlier.lives if earlier else ()), life)[-_LIVES:])
    while len(nodes) > _NODES:
        del nodes[next(iter(nodes))]


def end_life(nodes: dict[str, Node], name: str) -> None:
    """The node's last run is over. Raises `KeyError` for a node that is not known."""
    nodes[name] = Node(nodes[name].lives, over=True)
