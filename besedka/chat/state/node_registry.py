"""The runs of each node, so that repeated journal entries do not start or stop a run twice.

The journal calls a run a life (`NodeStarted.life`).
"""

from besedka.records import record

__all__ = ["Node", "begin_life", "end_life", "is_new_life"]

_MAX_LIVES_PER_NODE = 16
"""Runs remembered per node. Chosen."""

_MAX_NODES = 1000
"""Nodes remembered; the one whose last run began first is evicted first. Chosen."""


@record
class Node:
    """The identifiers of a node's last runs, oldest first, and whether the last run has stopped."""

    lives: tuple[str, ...]
    over: bool = False


def is_new_life(nodes: dict[str, Node], name: str, life: str) -> bool:
    """Return whether this run of the node has not begun yet."""
    node = nodes.get(name)
    return node is None or life not in node.lives


def begin_life(nodes: dict[str, Node], name: str, life: str) -> None:
    """Record the start of a run of the node. It must be a new one."""
    earlier = nodes.pop(name, None)
    nodes[name] = Node((*(earlier.lives if earlier else ()), life)[-_MAX_LIVES_PER_NODE:])
    while len(nodes) > _MAX_NODES:
        del nodes[next(iter(nodes))]


def end_life(nodes: dict[str, Node], name: str) -> None:
    """Record the stop of the node's last run. Raises `KeyError` for an unknown node."""
    nodes[name] = Node(nodes[name].lives, over=True)
