"""Who must be told of what was not sent while the server was down: a second, simpler account than the chat's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chat_bench import addressee

from besedka.chat import Delivery
from besedka.chat.language.commands import Command, NodeStarted
from besedka.chat.language.events import Message, NotSent, Renamed, Welcome
from besedka.chat.state.people import DelayedMessage, Person
from besedka.chat.state.state import State

__all__ = ["UnsentModel"]


@dataclass
class Row:
    """A message that got lost: its author is told of it under `name`, and may be under each of `names`."""

    number: int
    name: str
    names: set[str]
    network: str
    until: int


class UnsentModel:
    """Looks at the state before and after each entry."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._pending: list[Row] = []

    def look_before(self, state: State, at: int) -> None:
        waiting = [item for item in state.agenda.items() if isinstance(item, DelayedMessage)]
        waiting.sort(key=lambda item: (item.due, item.number))
        until = at + state.rules.departed_reportable
        self._pending = [
            Row(item.number, author.name.fold, {author.name.fold, *author.held}, author.network, until)
            for item in waiting
            for author in [item.author]
        ]
        self._rows = [row for row in self._rows if row.until > at]

    def check_after(
        self,
        state: State,
        session: str | None,
        command: Command,
        deliveries: Sequence[Delivery],
        authors: Mapping[int, Person],
    ) -> None:
        """Who takes a name is told of what got lost of those who had it there, and nobody else is."""
        told = [(addressee(d), d.event.message.number) for d in deliveries if isinstance(d.event, NotSent)]
        told = [(who, number) for who, number in told if who != authors[number].session]
        assert all(who == session for who, _ in told)
        named = any(isinstance(delivery.event, Welcome | Renamed) for delivery in deliveries)
        self._check_told(state.people[session] if named and session else None, [number for _, number in told])
        if isinstance(command, NodeStarted) and state.rules.max_late is not None:
            self._note_what_got_lost(state, deliveries)

    def _check_told(self, person: Person | None, told: list[int]) -> None:
        mine = [row for row in self._rows if person is not None and row.network == person.network]
        may = [row for row in mine if person is not None and person.name.fold in row.names]
        must = {row.number for row in may if person is not None and person.name.fold == row.name}
        assert told == [row.number for row in may if row.number in told]
        assert must <= set(told)
        self._rows = [row for row in self._rows if row.number not in told]

    def _note_what_got_lost(self, state: State, deliveries: Sequence[Delivery]) -> None:
        events = [delivery.event for delivery in deliveries]
        ended = {event.number for event in events if isinstance(event, Message)}
        ended |= {event.message.number for event in events if isinstance(event, NotSent)}
        ended |= {item.number for item in state.agenda.items()}
        self._rows += [row for row in self._pending if row.number not in ended]
        self._rows = self._rows[max(0, len(self._rows) - state.rules.max_remembered) :]
