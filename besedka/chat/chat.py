"""The chat: entries in, deliveries out."""

from collections.abc import Callable
from typing import Any

from besedka.chat.arrivals import join, leave
from besedka.chat.commands import (
    Cancel,
    Join,
    Leave,
    Rename,
    Report,
    Send,
    SetRules,
    Stop,
)
from besedka.chat.complaints import end_mute, report
from besedka.chat.conduct import Conduct
from besedka.chat.entry import Entry
from besedka.chat.events import (
    Delivery,
    HistoryListed,
    ScheduledListed,
    Stamp,
    Stopping,
    UsersListed,
)
from besedka.chat.naming import expire_holds, rename
from besedka.chat.people import Person
from besedka.chat.questions import ListUsers, Question, ShowHistory
from besedka.chat.refusals import refuse
from besedka.chat.room import Room
from besedka.chat.rules import RULES_VERSION
from besedka.chat.scheduling import cancel, fire, lose_everything, scheduled
from besedka.chat.speech import send

__all__ = ["Chat", "OutOfOrderError"]


class OutOfOrderError(RuntimeError):
    """The journal broke its promise: an entry is missing, repeated, older than the one before, or of unknown
    rules."""


class Chat:
    """A deterministic chat: the same entries give the same state and the same deliveries, always.

    It has no clock, no randomness and no I/O. `apply` takes every entry of the journal, in order, once.
    Whatever an entry says, `apply` gives an answer and never an exception; only a broken journal
    (`OutOfOrderError`) raises, and then nothing has changed.
    """

    def __init__(self) -> None:
        self._room: Room | None = None
        self._last = Stamp(0, 0)

    @property
    def last(self) -> Stamp:
        """The number and time of the last entry that was applied."""
        return self._last

    def apply(self, entry: Entry) -> list[Delivery]:
        """Do everything that is due by the entry's time, in the order (due, number), and then what the entry
        says.

        Returns the deliveries in the order in which every session is to see them. An event for everybody is for
        those who are in the chat at that point: a session's first delivery is its `Welcome`, its last one its
        `Farewell`.
        """
        room = self._check(entry)
        self._last = Stamp(entry.seq, entry.at)
        deliveries = _do_what_is_due(room, entry)
        command = entry.command
        personal = _PERSONAL.get(type(command))
        if personal is None:
            return deliveries + _do_impersonal(room, entry)
        person = None if entry.session is None else room.people.get(entry.session)
        if person is None:
            return deliveries  # A command that its session's end has overtaken.
        until = person.conduct.muted_until
        if until is not None and type(command) in _NEED_A_VOICE:
            refusal = refuse(person.session, "muted", {"until": until, "left": until - entry.at})
            return deliveries + refusal
        return deliveries + personal(room, entry, person, command)

    def _check(self, entry: Entry) -> Room:
        if entry.seq != self._last.seq + 1 or entry.at < self._last.at:
            raise OutOfOrderError(
                f"entry {entry.seq} at {entry.at} after {self._last.seq} at {self._last.at}"
            )
        if entry.version != RULES_VERSION:
            raise OutOfOrderError(f"entry {entry.seq} was made under rules of version {entry.version}")
        if self._room is None:
            if not isinstance(entry.command, SetRules):
                raise OutOfOrderError("a journal starts with its rules")
            self._room = Room(entry.command.rules)
        return self._room

    def next_due(self) -> int | None:
        """The time (milliseconds, UTC) at which the chat wants to be told the time next, by a `Tick` or
        anything else."""
        return self._room.agenda.next_due() if self._room else None

    def is_in(self, session: str) -> bool:
        """Whether `session` is in the chat: between its `Join` and its `Leave`."""
        return self._room is not None and session in self._room.people

    def answer(self, session: str, question: Question) -> UsersListed | HistoryListed | ScheduledListed:
        """Answer a question of a session that is in the chat, from the state after the last entry.

        Changes nothing. Raises `LookupError` for a session that is not in the chat.
        """
        if self._room is None:
            raise LookupError(session)
        person = self._room.people[session]
        if isinstance(question, ListUsers):
            return UsersListed(person.name.shown, self._room.users())
        if isinstance(question, ShowHistory):
            return HistoryListed(tuple(self._room.history))
        return scheduled(person)


def _do_what_is_due(room: Room, entry: Entry) -> list[Delivery]:
    room.conducts.expire(entry.at)
    for _ in room.departed.expire(entry.at):
        pass
    expire_holds(room, entry.at)
    deliveries: list[Delivery] = []
    while (item := room.agenda.pop(entry.at)) is not None:
        deliveries += end_mute(room, item) if isinstance(item, Conduct) else fire(room, entry, item)
    return deliveries


def _do_impersonal(room: Room, entry: Entry) -> list[Delivery]:
    """The commands that need nobody who is in the chat already."""
    command = entry.command
    if isinstance(command, Join):
        return join(room, entry, command)
    if isinstance(command, SetRules):
        room.change_rules(command.rules)
    elif isinstance(command, Stop):
        return [Delivery(Stopping()), *lose_everything(room)]
    return []  # Also for Tick, which has done all it is for by bringing the time.


_PERSONAL: dict[type, Callable[[Room, Entry, Person, Any], list[Delivery]]] = {
    Cancel: cancel,
    Leave: leave,
    Rename: rename,
    Report: report,
    Send: send,
}
_NEED_A_VOICE = frozenset({Send, Rename})
"""What a muted person may not do.

The one place where this is decided.
"""
