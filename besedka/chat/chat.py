"""The chat: entries in, deliveries out.

What the state means. `State` is everything that the chat knows after the entry `last`, and follows from the entries up
to it alone. There is none before the first entry, which has to be a `NodeStarted` with the rules.

What an entry does, in this order:

1. What is over by its time is forgotten: held names, people who left, ended sessions, records of conduct.
2. What is due by its time is done, in the order (due, number): delayed messages are sent, mutes end.
3. Its command is carried out. A command of a session that is not in the chat does nothing; a request that was carried
   out before is only answered, as it was then; a command that needs a voice is refused to who is muted.

What holds, always:

- Deterministic: the same entries give the same state and the same deliveries, in every process, on every Python.
  Nothing here iterates over a set, asks a clock or the platform, or draws a number.
- In order: each entry once, `seq` without gaps, `at` never less than before. Anything else raises `OutOfOrderError`
  before anything has changed.
- Total: whatever an entry of a known version says, it is answered. A peer cannot make `apply` raise.
- One answer: a command of a session that is in the chat gets exactly one event of the type `Answer`, to that session.
- One owner and one end: a name has one owner, a delayed message ends once, as sent, cancelled, or not sent. A session's
  first delivery is its `Welcome`, its last one its `Farewell`.
- Checks first, changes then: what was refused has changed nothing, and neither has a handler that raised in a check.

What may never happen: an event reaches a session that it is not for (`Delivery.audience`, `Filter`); something is
delivered that a replay would not deliver; a failure in one part of an entry stops another part.
"""

from collections.abc import Collection
from typing import Any

from besedka.chat.deduplication import keep_answer, repeat_answer
from besedka.chat.dispatch import ANSWERS, BY_ANYBODY, BY_MEMBERS, Handler
from besedka.chat.failures import (
    EXPIRY,
    EXPIRY_RETRY_MS,
    Failures,
    OnFailure,
    answer_failed,
    conclude_failed,
    reraise,
)
from besedka.chat.handlers.complaints import end_mute
from besedka.chat.handlers.ignoring import filter_of
from besedka.chat.handlers.naming import expire_holds
from besedka.chat.handlers.refusals import refuse
from besedka.chat.handlers.scheduling import fire
from besedka.chat.language.commands import NEEDS_VOICE, Failed, NodeStarted
from besedka.chat.language.deliveries import UNFILTERED, Delivery, Filter
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Answer, Stamp
from besedka.chat.language.questions import Question
from besedka.chat.language.rules import RULES_VERSION, Rules
from besedka.chat.snapshots.snapshot import read_snapshot, write_snapshot
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.people import DelayedMessage, Person
from besedka.chat.state.state import State

__all__ = ["Chat", "OutOfOrderError"]


class OutOfOrderError(RuntimeError):
    """The journal has broken its promise: an entry is missing, repeated, earlier than the one before it, or of rules of
    another version. Nothing has changed."""


class Chat:
    """A deterministic chat: the same entries give the same state and the same deliveries, always.

    `apply` takes every entry of the journal, in order, once. It has no clock, no randomness and no I/O; the module's
    docstring says what it guarantees.

    A handler of ours that raises is a bug, and fails alone: the command is answered `internal-error`, a message that
    was due ends as not sent, a session that the server ends is ended, what is over is forgotten a minute later.
    `on_failure` is called with it; the default raises it. `known_failures` are those that earlier runs of the same
    entries have had: what they name fails again without being tried, so that a mended version replays what was seen.
    """

    def __init__(
        self, on_failure: OnFailure = reraise, known_failures: Collection[Failed] = frozenset()
    ) -> None:
        self._state: State | None = None
        self._last = Stamp(0, 0)
        self._failures = Failures(on_failure, known_failures)

    @classmethod
    def restore(
        cls,
        snapshot: object,
        on_failure: OnFailure = reraise,
        known_failures: Collection[Failed] = frozenset(),
    ) -> "Chat":
        """The chat that `snapshot` was taken of: every later entry gives the same deliveries there and here.

        `known_failures` are those of the entries that follow. Raises `SnapshotError`.
        """
        chat = cls(on_failure, known_failures)
        chat._state, chat._last = read_snapshot(snapshot)
        return chat

    def snapshot(self) -> dict[str, Any]:
        """Everything that the chat knows after the last entry, as what JSON can carry: dicts with texts as keys, lists,
        texts, whole numbers, booleans and None."""
        return write_snapshot(self._state, self._last)

    @property
    def last(self) -> Stamp:
        """The number and time of the last entry that was applied."""
        return self._last

    @property
    def rules(self) -> Rules | None:
        """The rules in force; None before the first entry."""
        return self._state.rules if self._state else None

    def apply(self, entry: Entry) -> list[Delivery]:
        """Do everything that is due by the entry's time, in the order (due, number), and then what the entry
        says.

        Returns the deliveries in the order in which every session is to see them. An event for everybody is for
        those who are in the chat at that point: a session's first delivery is its `Welcome`, its last one its
        `Farewell`.
        """
        state = self._check(entry)
        self._last = Stamp(entry.seq, entry.at)
        if self._failures.known:
            self._failures.forget_before(entry.seq)
        if not state.may_have_due(entry.at):
            return self._carry_out(state, entry)
        deliveries = self._do_what_is_due(state, entry)
        deliveries += self._carry_out(state, entry)
        return deliveries

    def next_due(self) -> int | None:
        """The time (milliseconds, UTC) by which the next entry is needed, a `Tick` or any other; None: nothing is
        due."""
        return self._state.agenda.next_due() if self._state else None

    def is_in(self, session: str) -> bool:
        """Whether `session` is in the chat: between its `Join` and its `Leave`."""
        return self._state is not None and session in self._state.people

    def filter_of(self, session: str) -> Filter:
        """What `session` does not get of what everybody gets, after the last entry."""
        person = self._state.people.get(session) if self._state else None
        return UNFILTERED if person is None else filter_of(person)

    def answer(self, session: str, question: Question) -> Answer:
        """Answer a question of a session that is in the chat, from the state after the last entry.

        Changes nothing. Raises `LookupError` for a session that is not in the chat.
        """
        if self._state is None:
            raise LookupError(session)
        return ANSWERS[type(question)](self._state, self._state.people[session])

    def _check(self, entry: Entry) -> State:
        if entry.seq != self._last.seq + 1 or entry.at < self._last.at:
            raise OutOfOrderError(
                f"entry {entry.seq} at {entry.at} after {self._last.seq} at {self._last.at}"
            )
        if entry.version != RULES_VERSION:
            raise OutOfOrderError(f"entry {entry.seq} was made under rules of version {entry.version}")
        if self._state is None:
            command = entry.command
            if not isinstance(command, NodeStarted) or command.rules is None:
                raise OutOfOrderError("a journal starts with its rules")
            self._state = State(command.rules)
        return self._state

    def _carry_out(self, state: State, entry: Entry) -> list[Delivery]:
        origin, kind = entry.origin, type(entry.command)
        handle = BY_MEMBERS.get(kind)
        if handle is None:
            return self._do(state, entry, BY_ANYBODY[kind])
        person = None if origin.session is None else state.people.get(origin.session)
        if person is None:
            return []  # A command that its session's end has overtaken.
        request, answers = origin.request, person.answers
        if request is not None and (request <= person.done_up_to or (answers and request in answers)):
            return repeat_answer(person, request)
        until = person.conduct.muted_until
        if until is not None and kind in NEEDS_VOICE:
            deliveries = refuse(person.session, "muted", {"until": until, "left": until - entry.at})
        else:
            deliveries = self._do(state, entry, handle, person)
        if answers is not None and request is not None:
            keep_answer(person, answers, entry, request, deliveries)
        elif request is not None:
            person.done_up_to = request
        return deliveries

    def _do(
        self, state: State, entry: Entry, handle: Handler, person: Person | None = None
    ) -> list[Delivery]:
        try:
            if self._failures.known:
                self._failures.raise_if_known(entry, None)
            if person is None:
                return handle(state, entry, entry.command)
            return handle(state, entry, person, entry.command)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a bug, and stops nothing else
            self._failures.report(entry, None, error)
            return answer_failed(state, entry, person)

    def _do_what_is_due(self, state: State, entry: Entry) -> list[Delivery]:
        if state.no_expiry_before <= entry.at and state.has_expired(entry.at):
            self._forget_what_is_over(state, entry)
        deliveries: list[Delivery] = []
        while (due := state.agenda.pop(entry.at)) is not None:
            deliveries += self._do_item(state, entry, *due)
        return deliveries

    def _forget_what_is_over(self, state: State, entry: Entry) -> None:
        if isinstance(entry.command, Failed):
            return  # Or a failure would be followed by another one for ever.
        try:
            if self._failures.known:
                self._failures.raise_if_known(entry, EXPIRY)
            expire_holds(state, entry.at)
            state.departed.expire(entry.at)
            state.ended.expire(entry.at)
            state.conducts.expire(entry.at)
        except Exception as error:  # noqa: BLE001 - as above
            self._failures.report(entry, EXPIRY, error)
            state.no_expiry_before = entry.at + EXPIRY_RETRY_MS

    def _do_item(
        self, state: State, entry: Entry, number: int, item: DelayedMessage | Conduct
    ) -> list[Delivery]:
        try:
            if self._failures.known:
                self._failures.raise_if_known(entry, number)
            return end_mute(state, item) if isinstance(item, Conduct) else fire(state, entry, item)
        except Exception as error:  # noqa: BLE001 - as above
            self._failures.report(entry, number, error)
            return self._conclude_failed(state, entry, number, item)

    def _conclude_failed(
        self, state: State, entry: Entry, number: int, item: DelayedMessage | Conduct
    ) -> list[Delivery]:
        try:
            return conclude_failed(state, item)
        except Exception as error:  # noqa: BLE001 - as above
            self._failures.report(entry, number, error)
            return []
