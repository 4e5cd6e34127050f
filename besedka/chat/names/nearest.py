"""What somebody probably meant: the nearest known word to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["MAX_WORD", "nearest"]

MAX_WORD = 64
"""A longer word is nobody's typing error, and gets no suggestion."""


def nearest(word: str, candidates: Iterable[str], *, limit: int | None = None) -> str | None:
    """Return the candidate that `word` is probably a mistyping of, as it was given, or None.

    Capitals do not count. The distance is the number of letters inserted, left out, replaced, or exchanged
    with their neighbour (optimal string alignment); up to `limit` is near: by default 1 for a word of up to
    four letters, and 2 for a longer one, and never so much that no letter of the word need be right. Of
    equally near candidates the first one given wins. When none is near, the candidate that begins with `word`
    is returned, if there is exactly one.

    The order of the candidates decides between equals, so give a sequence, never a set. Ten thousand cost a
    few milliseconds.
    """
    wanted = word.casefold() if len(word) <= MAX_WORD else ""
    if not wanted:
        return None
    if limit is None:
        limit = 1 if len(wanted) <= 4 else 2
    given = list(candidates)
    return _closest(wanted, given, min(limit, len(wanted) - 1)) or _only_completion(wanted, given)


def _only_completion(word: str, given: list[str]) -> str | None:
    """Return the candidate that begins with the word, unless there are several."""
    found = {folded: candidate for candidate in given if (folded := candidate.casefold()).startswith(word)}
    return found.popitem()[1] if len(found) == 1 else None


def _closest(word: str, given: list[str], limit: int) -> str | None:
    """Return the first of the candidates with the smallest distance within the limit."""
    start = _start(word, max(limit, 0))
    shortest, longest = len(word) - limit, len(word) + limit
    best, least = None, limit + 1
    for candidate in given:
        folded = candidate.casefold()
        if not shortest <= len(folded) <= longest:
            continue
        state = start
        for letter in folded:
            if (after := state[letter]) is None:
                break
            state = after
        else:
            if state.distance < least:
                best, least = candidate, state.distance
    return best


_Places = tuple[int, ...]


class _State(dict[str, "_State | None"]):
    """What is known after some letters of a candidate; its item for a letter is the next state, None when too far.

    This is the bit-parallel automaton of Wu and Manber (Fast text searching allowing errors, 1992), made
    deterministic as far as the candidates walk in it: the second name that starts with `guest-` finds the way
    in the dictionaries. Bit n of `reached[e]` says that the letters so far are the word's first n with e
    errors; bit n of `crossed[e]`, that the last letter was the word's n+1st, come before its nth.
    """

    __slots__ = ("crossed", "distance", "known", "places", "reached")

    def __init__(
        self, reached: _Places, crossed: _Places, places: dict[str, int], known: dict[_Places, _State]
    ):
        self.reached, self.crossed, self.places, self.known = reached, crossed, places, known
        end = places[""]
        self.distance = next((errors for errors, reach in enumerate(reached) if reach & end), len(reached))

    def __missing__(self, letter: str) -> _State | None:
        here, end = self.places.get(letter, 0), self.places[""]
        reached, crossed, fewer = [], [], 0
        for errors, reach in enumerate(self.reached):
            after = (reach & here) << 1
            if errors:
                old = self.reached[errors - 1]
                after |= old | old << 1 | fewer << 1 | (self.crossed[errors - 1] & here) << 2
            fewer = after & (end * 2 - 1)
            reached.append(fewer)
            crossed.append(reach & here >> 1)
        key = (*reached, *crossed)
        if any(reached) and key not in self.known:
            self.known[key] = _State(tuple(reached), tuple(crossed), self.places, self.known)
        self[letter] = self.known.get(key)
        return self[letter]


def _start(word: str, limit: int) -> _State:
    """Return the state before the first letter: as many errors as letters of the word left out."""
    places = {"": 1 << len(word)}
    for index, letter in enumerate(word):
        places[letter] = places.get(letter, 0) | 1 << index
    return _State(tuple((2 << errors) - 1 for errors in range(limit + 1)), (0,) * (limit + 1), places, {})
