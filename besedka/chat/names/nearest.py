"""Suggestions: the known word nearest to an unknown one."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["MAX_WORD", "nearest"]

MAX_WORD = 64
"""A longer word is not a typing error and gets no suggestion."""


def nearest(word: str, candidates: Iterable[str], *, limit: int | None = None) -> str | None:
    """Return the candidate of which `word` is probably a mistyping, in its original spelling, or None.

    Case is ignored. The distance is the number of letters inserted, omitted, replaced, or swapped with their
    neighbor (optimal string alignment). A distance of up to `limit` is near: by default 1 for a word of up to
    four letters and 2 for a longer one, but always less than the length of the word, so that at least one
    letter is right. Of equally near candidates the first one wins. If none is near, the candidate that begins
    with `word` is returned if there is exactly one.

    The order of the candidates decides between equals, so pass a sequence, never a set. A thousand names take
    one or two milliseconds; with a word or names chosen by an attacker, up to five.
    """
    wanted = word.casefold() if len(word) <= MAX_WORD else ""
    if not wanted:
        return None
    if limit is None:
        limit = 1 if len(wanted) <= 4 else 2
    given = list(candidates)
    return _closest(wanted, given, min(limit, len(wanted) - 1)) or _only_completion(wanted, given)


def _only_completion(word: str, given: list[str]) -> str | None:
    """Return the candidate that begins with the word if there is exactly one."""
    found = {folded: candidate for candidate in given if (folded := candidate.casefold()).startswith(word)}
    return found.popitem()[1] if len(found) == 1 else None


def _closest(word: str, given: list[str], limit: int) -> str | None:
    """Return the first candidate with the smallest distance within the limit."""
    letters = set(word)
    folded = [(candidate.casefold(), candidate) for candidate in given]
    # Each letter that only one of the two words has costs an edit: this quickly excludes most candidates.
    likely = [pair for pair in folded if len(letters.difference(pair[0])) <= limit]
    likely = [pair for pair in likely if len(set(pair[0]) - letters) <= limit]
    for edits in range(limit + 1):
        for known, candidate in likely:
            if _is_within(edits, word, known):
                return candidate
    return None


def _is_within(edits: int, a: str, b: str) -> bool:
    """Return whether at most `edits` edits turn `a` into `b`.

    The common prefix needs none. The first letter that differs was replaced, inserted, omitted, or swapped
    with its neighbor; the rest has one edit fewer. So the time is proportional to the length, and to 4 to the
    power of `edits`. The last edit is looked for at the end first, where it must be if the last letters differ:
    that excludes most words without a search.
    """
    if a == b:
        return True
    if not edits or abs(len(a) - len(b)) > edits:
        return False
    if edits == 1 and a[-1:] != b[-1:]:
        return a[:-1] in (b[:-1], b) or a == b[:-1] or (a[-2:] == b[:-3:-1] and a[:-2] == b[:-2])
    same = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        same += 1
    a, b = a[same:], b[same:]
    return (
        _is_within(edits - 1, a[1:], b[1:])
        or _is_within(edits - 1, a[1:], b)
        or _is_within(edits - 1, a, b[1:])
        or (a[:2] == b[1::-1] and _is_within(edits - 1, a[2:], b[2:]))
    )
