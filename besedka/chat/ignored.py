"""Who ignores whom: rows that follow the ignored person through renames, and find it again when it comes back."""

from bisect import insort
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from besedka.chat.names import NameForms

if TYPE_CHECKING:
    from besedka.chat.people import Person

__all__ = ["Ignored", "IgnoredIndex"]

K = TypeVar("K", bound=Hashable)

_SESSIONS = 8
"""Sessions of one ignored person that a row goes on hiding: what they delayed may still be on its way."""


@dataclass(slots=True, eq=False)
class Ignored:
    """`owner` ignores the person that was called `name` when it was here last, and came from `network`.

    While that person is `here`, its session is the last of `sessions`, and its name is the session's, whatever it is.
    """

    number: int
    """Its identity: the number of the entry that it began with."""

    owner: "Person"
    name: NameForms
    network: str
    sessions: tuple[str, ...]
    here: bool

    def covers(self, session: str, fold: str, network: str) -> bool:
        """Whether something that this session said, under this name, is the ignored person's."""
        return session in self.sessions or (
            not self.here and (fold, network) == (self.name.fold, self.network)
        )


class IgnoredIndex:
    """Finds the rows about a session that is here, and those about somebody who may come back.

    A row is about a person and not about a name: who renames stays ignored. Who has left is known again by name and
    network together, never by one of them alone: a class behind one address is many people.
    """

    __slots__ = ("_by_session", "_by_trace")

    def __init__(self) -> None:
        self._by_session: dict[str, list[Ignored]] = {}
        self._by_trace: dict[tuple[str, str], list[Ignored]] = {}

    def put(self, row: Ignored) -> None:
        """Enter a row."""
        if row.here:
            _insert(self._by_session, row.sessions[-1], row)
        else:
            _insert(self._by_trace, (row.name.fold, row.network), row)

    def drop(self, row: Ignored) -> None:
        """Take a row out again."""
        if row.here:
            _remove(self._by_session, row.sessions[-1], row)
        else:
            _remove(self._by_trace, (row.name.fold, row.network), row)

    def waiting_for(self, person: "Person") -> list[Ignored]:
        """The rows that will be about `person`, as soon as it is here under its name, in the order in which they were
        made."""
        waiting = self._by_trace.get((person.name.fold, person.network), ())
        return [row for row in waiting if row.owner is not person]

    def leave(self, person: "Person") -> None:
        """`person` has left: what is about it waits for who comes back under this name from this network."""
        for row in self._by_session.pop(person.session, ()):
            row.name, row.here = person.name, False
            self.put(row)

    def recognize(self, person: "Person") -> list[Ignored]:
        """`person` has just taken its name: return the rows that are about it from here on."""
        rows = self.waiting_for(person)
        for row in rows:
            self.drop(row)
            row.sessions, row.here = (*row.sessions, person.session)[-_SESSIONS:], True
            self.put(row)
        return rows


def _insert(index: dict[K, list[Ignored]], key: K, row: Ignored) -> None:
    insort(index.setdefault(key, []), row, key=lambda other: other.number)


def _remove(index: dict[K, list[Ignored]], key: K, row: Ignored) -> None:
    rows = index[key]
    rows.remove(row)
    if not rows:
        del index[key]
