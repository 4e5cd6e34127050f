"""Who ignores whom: a row follows the ignored person through renames, and finds it again when it comes back."""

from bisect import insort
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from besedka.chat.names.forms import NameForms

if TYPE_CHECKING:
    from besedka.chat.state.people import Person

__all__ = ["Ignored", "IgnoredIndex"]

K = TypeVar("K", bound=Hashable)


@dataclass(slots=True, eq=False)
class Ignored:
    """`owner` ignores the person that was called `name` when it was here last, and came from `network`.

    While that person is `here`, its session is the last of `sessions`, and its name is the session's, whatever it is.
    The others of `sessions` are earlier ones of which something is still to be seen.
    """

    number: int
    """Its identity: the number of the entry that it began with."""

    owner: "Person"
    name: NameForms
    network: str
    sessions: tuple[str, ...]
    here: bool
    begun_as: str
    """The fold of the name under which it was ignored."""

    folds: tuple[str, ...]
    """Names by which the person will be known again when it comes back from its network."""

    def covers(self, session: str, fold: str, network: str) -> bool:
        """Whether this session, under this name, is the ignored person's."""
        return session in self.sessions or (not self.here and network == self.network and fold in self.folds)


class IgnoredIndex:
    """Finds the rows about a session that is here, and those about somebody who may come back.

    A row is about a person and not about a name: who renames stays ignored. Who has left is known again by name and
    network together, never by one of them alone: a class behind one address is many people.
    """

    __slots__ = ("_by_session", "_by_trace")

    def __init__(self) -> None:
        self._by_session: dict[str, list[Ignored]] = {}
        self._by_trace: dict[tuple[str, str], list[Ignored]] = {}

    def __bool__(self) -> bool:
        """Whether anybody ignores anybody."""
        return bool(self._by_session or self._by_trace)

    def put(self, row: Ignored) -> None:
        """Index a row, by what it says now."""
        if row.here:
            _insert(self._by_session, row.sessions[-1], row)
            return
        for fold in row.folds:
            _insert(self._by_trace, (fold, row.network), row)

    def drop(self, row: Ignored) -> None:
        """Remove a row. It says what it said when it was indexed."""
        if row.here:
            _remove(self._by_session, row.sessions[-1], row)
            return
        for fold in row.folds:
            _remove(self._by_trace, (fold, row.network), row)

    def about(self, session: str) -> list[Ignored]:
        """The rows about a session that is here, in the order in which they were made."""
        return self._by_session.get(session, [])

    def waiting_for(self, person: "Person", name: NameForms | None = None) -> list[Ignored]:
        """The rows that will be about `person`, as soon as it is here under its name (or this one), in the order in
        which they were made."""
        waiting = self._by_trace.get(((name or person.name).fold, person.network), ())
        return [row for row in waiting if row.owner is not person]

    def leave(self, person: "Person") -> None:
        """`person` has left: what is about it waits for who comes back from its network under its name, one that it
        still holds, or the one that it was ignored under."""
        for row in self._by_session.pop(person.session, ()):
            row.name, row.here = person.name, False
            row.folds = tuple(dict.fromkeys((person.name.fold, *person.held, row.begun_as)))
            self.put(row)

    def recognize(self, person: "Person", is_to_be_seen: Callable[[str], bool]) -> list[Ignored]:
        """`person` has just taken its name: return the rows that are about it from here on.

        Of earlier sessions those stay in them of which something is still to be seen.
        """
        rows = self.waiting_for(person)
        for row in rows:
            self.drop(row)
            earlier = tuple(session for session in row.sessions if is_to_be_seen(session))
            row.sessions, row.here = (*earlier, person.session), True
            self.put(row)
        return rows


def _insert(index: dict[K, list[Ignored]], key: K, row: Ignored) -> None:
    insort(index.setdefault(key, []), row, key=lambda other: other.number)


def _remove(index: dict[K, list[Ignored]], key: K, row: Ignored) -> None:
    rows = index[key]
    rows.remove(row)
    if not rows:
        del index[key]
