"""Keys that are similar to a misspelled one, in a sorted list of keys."""

from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence

__all__ = ["MAX_LENGTH", "at_one", "at_two"]

MAX_LENGTH = 48
"""Longer keys have no similar ones. Chosen: 99.9 % of all names are shorter."""

_MIN_FOR_ONE = 4
_MIN_FOR_TWO = 8
"""Shorter keys have too many neighbors at this distance."""

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщъыьэюяіћђ"
_LAST = "\U0010ffff"


def at_one(key: str, keys: Container[str]) -> tuple[str, ...]:
    """Return the keys at distance one: a letter too many, missing, or wrong, or two neighbors swapped.

    `keys` should be a set or dict: some hundred lookups, at most 4,000.
    """
    if not _MIN_FOR_ONE <= len(key) <= MAX_LENGTH:
        return ()
    return tuple(sorted({each for each in _variants(key) if each in keys}))


def at_two(key: str, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys with the same first letter at a distance of at most two (optimal string alignment).

    `keys` is sorted. Time is linear in the number of keys with that first letter.
    """
    if not _MIN_FOR_TWO <= len(key) <= MAX_LENGTH:
        return ()
    # Two errors leave at least one of three pieces intact (the pigeonhole principle), which C code finds.
    third = len(key) // 3
    one, two, three = key[:third], key[third : 2 * third], key[2 * third :]
    shortest, longest = len(key) - 2, len(key) + 2
    start, end = bisect_left(keys, key[0]), bisect_left(keys, key[0] + _LAST)
    return tuple(
        each
        for each in keys[start:end]
        if shortest <= len(each) <= longest
        and (one in each or two in each or three in each)
        and _is_within(key, each, 2)
    )


def _variants(key: str) -> Iterator[str]:
    letters = _LATIN if key[0] in _LATIN else _CYRILLIC
    for at in range(len(key) + 1):
        head, tail = key[:at], key[at:]
        yield from (head + letter + tail for letter in letters)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _is_within(one: str, other: str, errors: int) -> bool:
    """Return whether the distance is at most `errors`. Time is exponential in `errors` only."""
    same = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        same += 1
    one, other = one[same:], other[same:]
    if not (errors and one and other):
        return max(len(one), len(other)) <= errors
    return (
        _is_within(one[1:], other[1:], errors - 1)
        or _is_within(one[1:], other, errors - 1)
        or _is_within(one, other[1:], errors - 1)
        or (one[:2] == other[1::-1] and _is_within(one[2:], other[2:], errors - 1))
    )
