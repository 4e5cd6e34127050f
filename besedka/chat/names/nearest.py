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

    The order of the candidates decides between equals, so give a sequence, never a set. A thousand names cost a
    millisecond or two; ten times as much if somebody has chosen them for it.
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
    letters = set(word)
    folded = [(candidate.casefold(), candidate) for candidate in given]
    # Each letter that only one of the two has costs an edit: so much is known of most of them at once.
    likely = [pair for pair in folded if len(letters.difference(pair[0])) <= limit]
    likely = [pair for pair in likely if len(set(pair[0]) - letters) <= limit]
    for edits in range(limit + 1):
        for known, candidate in likely:
            if _is_within(edits, word, known):
                return candidate
    return None


def _is_within(edits: int, a: str, b: str) -> bool:
    """Say whether at most so many edits make `b` of `a`.

    What both begin with needs none. The first letter that differs was replaced, is too many, was left out, or has
    changed places with its neighbour; what is behind it has one edit less. So the time is proportional to the length,
    and to 4 to the power of `edits`.
    """
    if edits == 0:
        return a == b
    if abs(len(a) - len(b)) > edits:
        return False
    same = next((place for place, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), None)
    if same is None:
        return True
    a, b = a[same:], b[same:]
    return (
        _is_within(edits - 1, a[1:], b[1:])
        or _is_within(edits - 1, a[1:], b)
        or _is_within(edits - 1, a, b[1:])
        or (a[:2] == b[1::-1] and _is_within(edits - 1, a[2:], b[2:]))
    )
