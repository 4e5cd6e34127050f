"""Summarizes consecutive joins, leaves, losses and returns of connections in one sentence."""

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from besedka.chat.language.events import Away, Joined, Left, Renamed, Returned
from besedka.dialects.plain.event_lines import AWAY, LEFT
from besedka.dialects.plain.sentences import Spans, enumerated, fill, somebody
from besedka.dialects.plain.styled_lines import Span
from besedka.dialects.words.languages import N_, Language

__all__ = ["MembershipSummary"]

_MAX_NAMED: Final = 3
"""Up to this many people are all named; of more, two are named and the rest counted."""
_GUEST: Final = re.compile(r"guest-[0-9]+")
"""A name assigned by the server to a user who chose none."""
_MAX_MOVES: Final = 500
"""Limit of moves in one summary: a user's program may come and go all day."""

State = Literal["absent", "here", "away"]
"""Of a person: not in the chat, connected, or shown as away."""

_SINGULAR: Final = {
    "came": N_("{name} has come in"),
    "back": N_("{name} left and came back"),
    "returned": N_("{name} is back"),
    "passed": N_("{name} came in and left"),
    "away": AWAY,
}
_PLURAL: Final = {
    "came": N_("{names} came in"),
    "back": N_("{names} left and came back"),
    "returned": N_("{names} are back"),
    "passed": N_("{names} came in and left"),
    "away": N_("{names} are away"),
    "left": N_("{names} left"),
    "lost": N_("{names} lost the connection"),
}


@dataclass(slots=True)
class _Presence:
    name: str
    before: State
    """The state before the first of these moves."""
    now: State
    left: bool = False
    """Whether the person left in the course of these moves."""
    reason: str = "exit"
    bot: bool = False
    ignored: bool = False
    """Whether ignored by the user who reads the summary."""

    @property
    def kind(self) -> str:
        if self.now == "away":
            return "away"
        if self.now == "here":
            return "came" if self.before == "absent" else "back" if self.left else "returned"
        return "passed" if self.before == "absent" else "left" if self.reason == "exit" else "lost"


@dataclass(slots=True)
class MembershipSummary:
    """Moves in order, and the resulting state of each person."""

    moves: int = 0
    _people: dict[str, _Presence] = field(default_factory=dict)
    """Keyed by current name, in the order of first moves."""

    def take(self, event: object) -> bool:
        """Add an event to the summary; return False if it does not belong there.

        A join with a mute is not summarized: it says more. A rename is, if a guest who has just joined takes a name;
        other renames are not, because others may know the former name.
        """
        if self.moves == _MAX_MOVES:
            return False
        match event:
            case Joined(known, muted_until=None, ignored=ignored, bot=bot):
                person = self._person(known, before="absent")
                person.now, person.ignored, person.bot = "here", ignored, bot
            case Left(known, reason):
                person = self._person(known, before="here")
                person.now, person.left, person.reason = "absent", True, reason
            case Away(known):
                self._person(known, before="here").now = "away"
            case Returned(known):
                self._person(known, before="away").now = "here"
            case Renamed(old, new) if self._is_naming(old, new):
                self._people[old].name = new
                self._people = {person.name: person for person in self._people.values()}
            case _:
                return False
        self.moves += 1
        return True

    def sentence(self, words: Language) -> Spans:
        """Return the summary as a sentence; those present now come first."""
        groups: dict[str, list[_Presence]] = {kind: [] for kind in _PLURAL}
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
        """Return whether a guest who joined in this summary takes a name that nobody else in it has had."""
        came = old in self._people and self._people[old].kind == "came"
        return came and _GUEST.fullmatch(old) is not None and new not in self._people

    def _person(self, known: str, *, before: State) -> _Presence:
        return self._people.setdefault(known, _Presence(known, before, before))


def _told(kind: str, people: list[_Presence], words: Language) -> Spans:
    if len(people) > 1:
        return fill(words.text(_PLURAL[kind]), {"names": _named(people, words)})
    (person,) = people
    sentence = _SINGULAR.get(kind) or LEFT.get(person.reason, LEFT["exit"])
    return fill(words.text(sentence), {"name": _who(person, words)})


def _who(person: _Presence, words: Language) -> Spans:
    return somebody(person.name, words, bot=person.bot, ignored=person.ignored)


def _named(people: list[_Presence], words: Language) -> Spans:
    """Return, for example, `mia, ben and 10 others`."""
    shown = [_who(person, words) for person in (people if len(people) <= _MAX_NAMED else people[:2])]
    others = len(people) - len(shown)
    if others:
        shown.append(fill(words.plural("{n} other", "{n} others", others), {"n": others}))
    return enumerated(shown, words)
