"""Who must not see what: a second, simpler account of ignoring than the chat's own."""

from dataclasses import dataclass

from besedka.chat.state.people import Person

__all__ = ["IgnoringModel"]


@dataclass
class Row:
    """`owner` ignores the person who was here as each of `visits`, one after the other."""

    owner: Person
    visits: list[Person]
    begun_as: str
    waits_as: set[str] | None = None
    """The names by which who has left will be known again."""

    @property
    def last(self) -> Person:
        return self.visits[-1]


class IgnoringModel:
    """Is told what happened after each entry, and says who must not see whose messages."""

    def __init__(self) -> None:
        self._rows: list[Row] = []

    def hidden(self, owner: Person) -> set[Person]:
        """Whose messages `owner` must not see."""
        return {person for row in self._rows if row.owner is owner for person in row.visits}

    def ignored(self, owner: Person, visits: list[Person]) -> None:
        """`owner` ignores from here on who was here as each of `visits`."""
        self._rows.append(Row(owner, visits, visits[-1].name.fold))
        self.left()

    def unignored(self, owner: Person, name: str | None) -> None:
        """`owner` ignores nobody any more who is here under this name, or else was called so when it left."""
        mine = [row for row in self._rows if row.owner is owner]
        here = [row for row in mine if row.last.present and row.last.name.shown == name]
        (fold,) = {row.last.name.fold for row in mine if row.last.name.shown == name}
        gone = [row for row in mine if not row.last.present and row.last.name.fold == fold]
        self._rows = [row for row in self._rows if row not in (here or gone)]

    def took_a_name(self, person: Person) -> None:
        """`person` has just come or renamed: it may be known from an earlier visit."""
        for row in self._rows:
            same = person.name.fold in (row.waits_as or ()) and row.last.network == person.network
            if same and row.owner is not person:
                row.visits.append(person)
                row.waits_as = None

    def left(self) -> None:
        """Somebody left, and takes along whom it ignored."""
        self._rows = [row for row in self._rows if row.owner.present]
        for row in self._rows:
            if row.waits_as is None and not row.last.present:
                row.waits_as = {row.begun_as, row.last.name.fold, *row.last.held}
