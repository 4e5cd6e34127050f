"""Who came and went: what follows each other is told as one."""

import re
from dataclasses import dataclass, field
from typing import Final

from besedka.chat.language.events import Joined, Left, Renamed
from besedka.dialects.plain.event_lines import LEFT
from besedka.dialects.plain.sentences import Spans, enumerated, fill, somebody
from besedka.dialects.plain.styled_lines import Span
from besedka.dialects.words.languages import N_, Language

__all__ = ["MembershipSummary"]

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
class _Presence:
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
class MembershipSummary:
    """Joins and leaves in their order, and what became of each person by them."""

    moves: int = 0
    _people: dict[str, _Presence] = field(default_factory=dict)
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
                person = self._person(known, was_here=False)
                person.here, person.ignored = True, ignored
            case Left(known, reason):
                person = self._person(known, was_here=True)
                person.here, person.reason = False, reason
            case Renamed(old, new) if self._is_naming(old, new):
                self._people[old].name = new
                self._people = {person.name: person for person in self._people.values()}
            case _:
                return False
        self.moves += 1
        return True

    def sentence(self, words: Language) -> Spans:
        """What became of them, those who are here now first."""
        groups: dict[str, list[_Presence]] = {kind: [] for kind in _MANY}
        for person in self._people.values():
            groups[person.kind].append(person)
        sentence: list[Span] = []
        for kind, people in groups.items():
            if people:
                if sentence:
                    sentence.append(Span("; "))
                sentence += _told(kind, people, words)
        return tuple(sentence)

    def _is_naming(self, old: str, new: str) -> bool:
        """Whether a guest of these takes a name that none of them has had: it may be another's who had it."""
        came = old in self._people and self._people[old].kind == "came"
        return came and _GUEST.fullmatch(old) is not None and new not in self._people

    def _person(self, known: str, *, was_here: bool) -> _Presence:
        return self._people.setdefault(known, _Presence(known, was_here, was_here))


def _told(kind: str, people: list[_Presence], words: Language) -> Spans:
    if len(people) > 1:
        return fill(words.text(_MANY[kind]), {"names": _named(people, words)})
    (person,) = people
    sentence = _ONE.get(kind) or LEFT.get(person.reason, LEFT["exit"])
    return fill(words.text(sentence), {"name": _who(person, words)})


def _who(person: _Presence, words: Language) -> Spans:
    return somebody(person.name, words, ignored=person.ignored)


def _named(people: list[_Presence], words: Language) -> Spans:
    """`mia, ben and 10 others`."""
    shown = [_who(person, words) for person in (people if len(people) <= _ALL else people[:2])]
    others = len(people) - len(shown)
    if others:
        shown.append(fill(words.plural("{n} other", "{n} others", others), {"n": others}))
    return enumerated(shown, words)
