"""Who came and went: what follows each other is told as one."""

import re
from dataclasses import dataclass, field
from typing import Final

from besedka.chat.language.events import Joined, Left, Renamed
from besedka.dialects.plain.event_lines import LEFT
from besedka.dialects.plain.sentences import Spans, enumerated, fill, somebody
from besedka.dialects.plain.styled_lines import Span
from besedka.dialects.words.languages import N_, Language

__all__ = ["Crowd"]

_ALL: Final = 3
"""So many are all named; of more, two, and how many others."""
_GUEST: Final = re.compile(r"guest-[0-9]+")
"""A name that the server has made up, for who has chosen none."""
_MOST: Final = 500
"""Moves that are told as one: somebody's program may come and go all day."""

_ONE: Final = {
    "came": N_("{name} has come in"),
    "back": N_("{name} left and came back"),
    "passed": N_("{name} came in and left"),
}
_MANY: Final = {
    "came": N_("{names} came in"),
    "back": N_("{names} left and came back"),
    "passed": N_("{names} came in and left"),
    "left": N_("{names} left"),
    "lost": N_("{names} lost the connection"),
}


@dataclass(slots=True)
class _Fate:
    name: str
    was_here: bool
    """Before all this."""
    here: bool
    reason: str = "exit"
    ignored: bool = False
    """By who reads this."""

    @property
    def kind(self) -> str:
        if self.here:
            return "back" if self.was_here else "came"
        return "passed" if not self.was_here else "left" if self.reason == "exit" else "lost"


@dataclass(slots=True)
class Crowd:
    """Joins and leaves in their order, and what became of each person by them."""

    moves: int = 0
    _fates: dict[str, _Fate] = field(default_factory=dict)
    """In the order in which they moved first, by the name that each has now."""

    def take(self, event: object) -> bool:
        """Put this behind the others; False when it does not belong to them.

        A mute that somebody brings along is more than a join. A guest who has just come may take a name;
        of whoever changes one, others may have known the former.
        """
        if self.moves == _MOST:
            return False
        match event:
            case Joined(known, muted_until=None, ignored=ignored):
                fate = self._fate(known, was_here=False)
                fate.here, fate.ignored = True, ignored
            case Left(known, reason):
                fate = self._fate(known, was_here=True)
                fate.here, fate.reason = False, reason
            case Renamed(old, new) if self._is_naming(old, new):
                self._fates[old].name = new
                self._fates = {fate.name: fate for fate in self._fates.values()}
            case _:
                return False
        self.moves += 1
        return True

    def sentence(self, words: Language) -> Spans:
        """What became of them, those who are here now first."""
        groups: dict[str, list[_Fate]] = {kind: [] for kind in _MANY}
        for fate in self._fates.values():
            groups[fate.kind].append(fate)
        parts = [_told(kind, fates, words) for kind, fates in groups.items() if fates]
        return tuple(span for part in parts for span in (Span("; "), *part))[1:]

    def _is_naming(self, old: str, new: str) -> bool:
        """Whether a guest of these takes a name that none of them has had: it may be another's who had it."""
        came = old in self._fates and self._fates[old].kind == "came"
        return came and _GUEST.fullmatch(old) is not None and new not in self._fates

    def _fate(self, known: str, *, was_here: bool) -> _Fate:
        return self._fates.setdefault(known, _Fate(known, was_here, was_here))


def _told(kind: str, fates: list[_Fate], words: Language) -> Spans:
    if len(fates) > 1:
        return fill(words.text(_MANY[kind]), {"names": _named(fates, words)})
    (fate,) = fates
    sentence = _ONE.get(kind) or LEFT.get(fate.reason, LEFT["exit"])
    return fill(words.text(sentence), {"name": _who(fate, words)})


def _who(fate: _Fate, words: Language) -> Spans:
    return somebody(fate.name, words, ignored=fate.ignored)


def _named(fates: list[_Fate], words: Language) -> Spans:
    """`mia, ben and 10 others`."""
    shown = [_who(fate, words) for fate in (fates if len(fates) <= _ALL else fates[:2])]
    others = len(fates) - len(shown)
    if others:
        shown.append(fill(words.plural("{n} other", "{n} others", others), {"n": others}))
    return enumerated(shown, words)
