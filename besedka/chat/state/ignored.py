"""Who ignores whom: a row follows the ignored person through renames and recognizes it when it returns."""

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
    """`owner` ignores the person that was last here as `name`, from `network`.

    While that person is `here`, its session is the last of `sessions`, and its current name is that session's
    name. The other `sessions` are earlier ones that still have something visible.
    """

    number: int
    """Its identity: the number of the entry that created it."""

    owner: "Person"
    name: NameForms
    network: str
    sessions: tuple[str, ...]
    here: bool
    begun_as: str
    """The fold of the name under which it was ignored."""

    folds: tuple[str, ...]
    """Names by which the person is recognized when it returns from its network."""

    def covers(self, session: str, fold: str, network: str) -> bool:
        """Return whether this session, under this name, is the ignored person's."""
        return session in self.sessions or (not self.here and network == self.network and fold in self.folds)


class IgnoredIndex:
    """Finds the rows about a session that is here, and those about a person who may return.

    A row is about a person and not about a name: a person who renames stays ignored. A person who has left is
    recognized by name and network together, never by one of them alone: one address may be a whole class of
    people.
    """

    __slots__ = ("_by_session", "_by_trace")

    def __init__(self) -> None:
        self._by_session: dict[str, list[Ignored]] = {}
        self._by_trace: dict[tuple[str, str], list[Ignored]] = {}

    def __bool__(self) -> bool:
        """Return whether anybody ignores anybody."""
        return bool(self._by_session or self._by_trace)

    def put(self, row: Ignored) -> None:
        """Index a row by its present fields."""
        if row.here:
            _insert(self._by_session, row.sessions[-1], row)
            return
        for fold in row.folds:
            _insert(self._by_trace, (fold, row.network), row)

    def drop(self, row: Ignored) -> None:
        """Remove a row. Its fields must be those it was indexed by."""
        if row.here:
            _remove(self._by_session, row.sessions[-1], row)
            return
        for fold in row.folds:
            _remove(self._by_trace, (fold, row.network), row)

    def about(self, session: str) -> list[Ignored]:
        """Return the rows about a session that is here, in the order of their creation."""
        return self._by_session.get(session, [])

    def waiting_for(self, person: "Person", name: NameForms | None = None) -> list[Ignored]:
        """Return the rows that will be about `person` once it is here under its name, or under `name`.

        They are in the order of their creation. Rows that `person` owns are not among them.
        """
        waiting = self._by_trace.get(((name or person.name).fold, person.network), ())
        return [row for row in waiting if row.owner is not person]

    def leave(self, person: "Person") -> None:
        """Update the rows about `person`, who has left, so that they recognize it when it returns.

        It is recognized by its network together with its name, a name it still holds, or the one it was
        ignored under.
        """
        for row in self._by_session.pop(person.session, ()):
            row.name, row.here = person.name, False
            row.folds = tuple(dict.fromkeys((person.name.fold, *person.held, row.begun_as)))
            self.put(row)

    def recognize(self, person: "Person", is_to_be_seen: Callable[[str], bool]) -> list[Ignored]:
        """Attach the rows that match `person`, who has just taken its name, and return them.

        Of their earlier sessions, they keep those for which `is_to_be_seen` is true: something of them is
        still visible.
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
