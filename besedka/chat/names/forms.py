"""Which names may be taken, and which two names are the same or look the same.

Two Pythons must agree about every name, or the same journal gives two different chats. What a character is
(letter, mark, digit, of which scripts) and what it looks like therefore come from our own tables, made from
one version of Unicode. Normalisation and case folding are the platform's: Unicode's stability policy fixes
both for characters that are assigned already, and the tables let in only those that Unicode 13.0 has, the
version of the oldest Python we run on. The tests hold a digest of the outcome for every character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Literal
from unicodedata import normalize

from besedka.chat.names._name_characters import (
    EAST_ASIAN,
    LATIN,
    LOOKS_LIKE,
    WHITE_SPACE,
    Traits,
    traits,
    zero,
)
from besedka.records import record

__all__ = ["MAX_MARKS", "RULES", "NameForms", "NameProblem", "Rule", "clash", "examine", "fold_name"]

Rule = Literal[
    "empty", "too-long", "space", "character", "dash-first", "mark-first", "too-many-marks", "mixed-scripts",
    "mixed-digits",
]  # fmt: skip
RULES: tuple[Rule, ...] = (
    "empty", "too-long", "space", "character", "dash-first", "mark-first", "too-many-marks", "mixed-digits",
    "mixed-scripts",
)  # fmt: skip
"""All codes of refusal."""
MAX_MARKS = 4
"""How many marks may follow a letter: no living orthography needs more, and a tower of them hides other lines."""


@record
class NameForms:
    """A good name: as it is shown, and as it is compared.

    Two names with one `fold` are the same name. `lookalikes` are skeletons (UTS #39, 4) without duplicates,
    at least one: names that share one of them look the same, maybe after a change of capitals. One fold means
    a shared lookalike, so an index by lookalikes finds every clash. Skeletons are never to be shown.
    """

    shown: str
    fold: str
    lookalikes: tuple[str, ...]


@record
class NameProblem:
    """Why a name is refused; `rule` is a stable code, and the other fields are what its text needs.

    `limit`: with "too-long" (characters) and "too-many-marks". `character`: the offending one as ``U+0041``,
    with "space", "character", "mark-first", "too-many-marks", and "mixed-digits" (the first of the second
    system). `scripts`: Unicode's long names of the scripts that do not go together, in the order of the name,
    with "mixed-scripts".
    """

    rule: Rule
    limit: int = 0
    character: str = ""
    scripts: tuple[str, ...] = ()


def examine(name: str, max_length: int = 32) -> NameForms | NameProblem:
    """Judge a name that somebody wants; any `str` gets an answer, and never an exception.

    A good name has 1 to `max_length` characters (code points of its NFC), each a letter or decimal digit of
    any script, a mark after a letter (at most `MAX_MARKS` in a row), or one of ``_ - .``; the first is no
    ``-``, which begins the options of commands. Its scripts mix only as the Highly Restrictive level of
    UTS #39 (5.2) allows, and its digits are of one decimal system (5.3). All of this holds for the NFKC form
    too. The time is bounded by `max_length`, not by the name.
    """
    if len(name) <= max_length and _PLAIN(name):
        return _forms(name, name)
    if not name:
        return NameProblem("empty")
    # NFC makes one character of four at the most (U+1F82), so a longer name need not be looked at.
    if len(name) > 4 * max_length:
        return NameProblem("too-long", limit=max_length)
    # Strangers go before normalisation: what an old Python does not know, it does not normalise.
    if stranger := _find_stranger(name):
        return stranger
    shown = normalize("NFC", name)
    compatible = normalize("NFKC", shown)
    if max(len(shown), len(compatible)) > max_length:
        return NameProblem("too-long", limit=max_length)
    problem = _find_problem(shown) or (None if compatible == shown else _find_problem(compatible))
    return problem or _forms(shown, compatible)


def clash(a: NameForms, b: NameForms) -> bool:
    """Say whether the two are one name, or look like one; symmetric, and true of a name with itself."""
    return a.fold == b.fold or not set(a.lookalikes).isdisjoint(b.lookalikes)


# -- forms -----------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.-]*").fullmatch


def _forms(shown: str, compatible: str) -> NameForms:
    """Put the forms together.

    Each name has two skeletons: as it is typed, and in small letters. The third makes capitals matter as
    little to the looks as they do to the identity: `0lga` looks like `Olga`, and that is `olga` too.
    """
    fold, typed = fold_name(compatible), _skeleton(compatible)
    return NameForms(shown, fold, tuple(dict.fromkeys((typed, _skeleton(fold), fold_name(typed)))))


def fold_name(text: str) -> str:
    """Return the identity of a name: the caseless form of Unicode's definition D146 (chapter 3.13), recomposed.

    Two good names are the same name exactly when it is the same (`NameForms.fold`). Whoever looks for a name in what
    people write compares with it as well: any text gets an answer.

    Folding makes new work for NFKD and the other way round (U+0345 is a mark, its fold a letter): two rounds.
    """
    if text.isascii():
        return text.lower()
    once = normalize("NFKD", normalize("NFD", text).casefold())
    return normalize("NFKC", once.casefold())


def _skeleton(text: str) -> str:
    """Return what the text looks like (UTS #39, 4: `skeleton`)."""
    return normalize("NFD", normalize("NFD", text).translate(LOOKS_LIKE))


# -- problems --------------------------------------------------------------------------------------------------


def _problem(rule: Rule, character: str, limit: int = 0) -> NameProblem:
    return NameProblem(rule, limit, f"U+{ord(character):04X}")


def _find_stranger(name: str) -> NameProblem | None:
    """Return the first character that no name may hold."""
    stranger = next((character for character in name if traits(character) is None), None)
    if stranger is None:
        return None
    return _problem("space" if stranger in WHITE_SPACE else "character", stranger)


def _find_problem(text: str) -> NameProblem | None:
    """Return what is wrong with a text that has no strangers."""
    if text.startswith("-"):
        return NameProblem("dash-first")
    known = [its_traits for character in text if (its_traits := traits(character))]
    return _find_misplaced_mark(text, known) or _find_mixed_digits(text, known) or _find_mixed_scripts(known)


def _find_misplaced_mark(text: str, known: Sequence[Traits]) -> NameProblem | None:
    """Return the first mark that has no letter, or too many marks before it."""
    marks, letter = 0, False
    for character, its_traits in zip(text, known, strict=True):
        if its_traits.kind != "mark":
            marks, letter = 0, its_traits.kind == "letter"
            continue
        marks += 1
        if not letter:
            return _problem("mark-first", character)
        if marks > MAX_MARKS:
            return _problem("too-many-marks", character, MAX_MARKS)
    return None


def _find_mixed_digits(text: str, known: Sequence[Traits]) -> NameProblem | None:
    """Return a problem when digits of two decimal systems meet (UTS #39, 5.3)."""
    pairs = zip(text, known, strict=True)
    digits = [character for character, its_traits in pairs if its_traits.kind == "digit"]
    other = next((digit for digit in digits if zero(digit) != zero(digits[0])), None)
    return None if other is None else _problem("mixed-digits", other)


def _find_mixed_scripts(known: Sequence[Traits]) -> NameProblem | None:
    """Return the scripts when no one writing system has them all (UTS #39, 5.2)."""
    if reduce(and_, (its_traits.scripts for its_traits in known)):
        return None
    beside_latin = (its_traits.scripts for its_traits in known if not its_traits.scripts & LATIN)
    if reduce(and_, beside_latin) & EAST_ASIAN:
        return None
    names = dict.fromkeys(its_traits.script for its_traits in known)
    return NameProblem("mixed-scripts", scripts=tuple(name for name in names if name != "Common"))
