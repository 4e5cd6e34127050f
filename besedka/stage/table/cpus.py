"""Which CPUs a service and the load may use, so that they do not take each other's time."""

from typing import NamedTuple

__all__ = ["CpuSets", "cpu_sets"]


class CpuSets(NamedTuple):
    """Sets of CPUs, empty for all: of each node, of what passes their bytes on, and of whoever loads and watches."""

    nodes: tuple[frozenset[int], ...]
    passing: frozenset[int]
    loading: frozenset[int]


def cpu_sets(nodes: int, cpus: int) -> CpuSets:
    """Give each node a CPU of its own as far as they go, and leave at least one to all others.

    With three or more left, nginx and the relays have one for themselves. With one CPU, nobody is bound.
    """
    if cpus < 2:
        return CpuSets((frozenset(),) * nodes, frozenset(), frozenset())
    own = min(nodes, cpus - 1)
    rest = range(own, cpus)
    passing, loading = (rest[:1], rest[1:]) if len(rest) > 2 else (rest, rest)
    each = tuple(frozenset({number % own}) for number in range(nodes))
    return CpuSets(each, frozenset(passing), frozenset(loading))
