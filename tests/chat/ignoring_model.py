"""Who must not see what: a second, simpler account of ignoring than the chat's own."""

from dataclasses import dataclass

from besedka.chat.commands import Command, Ignore, Unignore
from besedka.chat.events import Accepted
from besedka.chat.people import Person

__all__ = ["IgnoringModel"]

VISITS = 8


@dataclass
class Row:
    """`owner` ignores the person who was here as each of `visits`, one after the other."""

    owner: Person
    visits: list[Person]

    @property
    def last(self) -> Person:
        return self.visits[-1]


class IgnoringModel:
    """Is told what happened after each entry, and says who must not see whose messages."""

    def __init__(self) -> None:
        self._rows: list[Row] = []

    def hidden(self, owner: Person) -> set[Person]:
        """Whose messages `owner` must not see."""
        mine = [row.visits for row in self._rows if row.owner is owner]
        return {person for visits in mine for person in visits[-VISITS:]}

    def answered(self, owner: Person, command: Command, accepted: Accepted, found: list[Person]) -> None:
        """`found` are those who are called as the answer says: who is here first, then who left."""
        if isinstance(command, Ignore):
            self._rows.append(Row(owner, [found[0]]))
        if isinstance(command, Unignore):
            mine = [row for row in self._rows if row.owner is owner]
            here = [row for row in mine if row.last.present and row.last.name.shown == accepted.name]
            gone = [row for row in mine if not row.last.present and row.last in found]
            self._rows = [row for row in self._rows if row not in (here or gone)]

    def took_a_name(self, person: Person) -> None:
        """`person` has just come or renamed: it may be known from an earlier visit."""
        for row in self._rows:
            last = row.last
            same = (last.name.fold, last.network) == (person.name.fold, person.network)
            if same and not last.present and row.owner is not person:
                row.visits.append(person)

    def left(self) -> None:
        """Somebody left, and takes along whom it ignored."""
        self._rows = [row for row in self._rows if row.owner.present]
