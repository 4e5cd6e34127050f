"""Which lives nodes have had: a journal that repeats itself begins or ends none of them twice."""

from dataclasses import dataclass

__all__ = ["Node", "begin", "end"]

_LIVES = 16
"""Lives that are remembered of one node."""

_NODES = 1000
"""Nodes that are remembered; the one whose last life began first is forgotten first."""


@dataclass(frozen=True, slots=True)
class Node:
    """The last lives of a node, oldest first, and whether the last of them is over."""

    lives: tuple[str, ...]
    over: bool = False


def begin(nodes: dict[str, Node], name: str, life: str) -> None:
    """`life` of this node, which is a new one, begins."""
    earlier = nodes.pop(name, None)
    nodes[name] = Node((*(earlier.lives if earlier else ()), life)[-_LIVES:])
    while len(nodes) > _NODES:
        del nodes[next(iter(nodes))]


def end(nodes: dict[str, Node], name: str) -> None:
    """The last life of this node is over."""
    nodes[name] = Node(nodes[name].lives, over=True)
