"""The chat: entries in, deliveries out.

`State` is everything the chat knows after the entry `last`. It follows from the entries up to `last` alone.
There is no state before the first entry, which must be a `NodeStarted` with the rules.

Applying an entry, in this order:

1. Forget everything that has expired by its time: held names, people who left, what they were not told, ended
   sessions, records of conduct.
2. Process what is due by its time, in the order (due, number): delayed messages, ends of mutes, detached sessions.
3. Carry out its command. A command from a session that is not in the chat does nothing. A request that was carried
   out before is not repeated, only answered as it was then. One that needs a voice is refused if the person is muted.

Invariants:

- Deterministic: the same entries give the same state and the same deliveries, in every process, on every Python.
  Nothing here iterates over a set, reads a clock, queries the platform, or uses random numbers.
- In order: each entry is applied once, `seq` has no gaps, `at` never decreases. Anything else raises
  `OutOfOrderError` before anything has changed.
- Total: every entry of a known version gets a result, whatever it contains. A peer cannot make `apply` raise.
- One answer: a command from a session in the chat gets exactly one event of the type `Answer`, sent to that
  session. `Detach`, `Resume` and `Seen` get none: the server says them of a connection.
- One owner, one end: a name has one owner. A delayed message ends once: sent, cancelled, or not sent. So does a
  private one to a session that can be resumed: confirmed, or `Undelivered` if its author is still here. A
  session's first delivery is its `Welcome`, its last one its `Farewell`.
- Check, then change: a refused command has changed nothing, nor has a handler that raised during its checks.

These must never happen: an event reaches a session it is not for (`Delivery.audience`, `Filter`); something
is delivered that a replay would not deliver; a failure in one part of an entry stops another part.
"""

from collections.abc import Collection
from typing import Any

from besedka.chat.deduplication import keep_answer, repeat_answer
from besedka.chat.dispatch import ANSWERS, BY_ANYBODY, BY_MEMBERS, LOOKUPS, Handler
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
from besedka.chat.handlers.lookups import Lookup
from besedka.chat.handlers.naming import expire_holds
from besedka.chat.handlers.refusals import refuse
from besedka.chat.handlers.resuming import end_grace
from besedka.chat.handlers.scheduling import fire
from besedka.chat.language.commands import NEEDS_VOICE, Failed, NodeStarted
from besedka.chat.language.deliveries import UNFILTERED, Delivery, Filter
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Answer, Stamp
from besedka.chat.language.questions import Question
from besedka.chat.language.rules import FIRST_RULES_VERSION, RULES_VERSION, Rules
from besedka.chat.snapshots.snapshot import Snapshot, read_snapshot, take_snapshot, write_snapshot
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.history import History
from besedka.chat.state.messages import OnMessage
from besedka.chat.state.people import DelayedMessage, Person
from besedka.chat.state.state import Census, State

__all__ = ["Chat", "OutOfOrderError"]

_Due = DelayedMessage | Conduct | Person


class OutOfOrderError(RuntimeError):
    """An entry is missing, repeated, earlier than the one before it, or of another version of the rules.

    The journal broke its guarantee. Nothing has changed.
    """


class Chat:
    """A deterministic chat: the same entries always give the same state and the same deliveries.

    `apply` takes every entry of the journal once, in order. The module's docstring lists its guarantees.

    A handler that raises is a bug, and only its own part of the entry fails: a command is answered with
    `internal-error`, a due message ends as not sent, a session that the server ends is still ended, expiry is
    retried a minute later. `on_failure` is called with the failure; the default raises the error.
    `known_failures` are the failures from earlier runs of the same entries: the parts they name fail again
    without being tried, so that a fixed version replays what clients saw.

    `on_message` is called with each public message that is delivered by `apply`, not with those of a snapshot.
    """

    def __init__(
        self,
        on_failure: OnFailure = reraise,
        known_failures: Collection[Failed] = frozenset(),
        on_message: OnMessage | None = None,
    ) -> None:
        self._state: State | None = None
        self._on_message = on_message
        self._last = Stamp(0, 0)
        self._failures = Failures(on_failure, known_failures)

    @classmethod
    def restore(
        cls,
        snapshot: object,
        on_failure: OnFailure = reraise,
        known_failures: Collection[Failed] = frozenset(),
        on_message: OnMessage | None = None,
    ) -> "Chat":
        """Return the chat that `snapshot` was taken of: both give the same deliveries for every later entry.

        `known_failures` are those of the entries that follow. Raises `SnapshotError`.
        """
        chat = cls(on_failure, known_failures, on_message)
        state, chat._last = read_snapshot(snapshot)
        if state is not None:
            chat._begin(state)
        return chat

    def snapshot(self) -> dict[str, Any]:
        """Return everything the chat knows after the last entry, in JSON-compatible values.

        These are dicts with string keys, lists, strings, integers, booleans and None.
        """
        return write_snapshot(self.take_snapshot())

    def take_snapshot(self) -> Snapshot:
        """Return everything the chat knows after the last entry, as records that never change.

        Another thread may write them (`write_snapshot`) while this one applies further entries.
        """
        return take_snapshot(self._state, self._last)

    @property
    def last(self) -> Stamp:
        """The number and time of the last applied entry."""
        return self._last

    @property
    def rules(self) -> Rules | None:
        """The rules in force; None before the first entry."""
        return self._state.rules if self._state else None

    def apply(self, entry: Entry) -> list[Delivery]:
        """Process everything due by the entry's time, in the order (due, number), then carry out its command.

        Returns the deliveries in the order in which every session must see them. An event for everybody is for those
        who are in the chat at that point: a session's first delivery is its `Welcome`, its last one its `Farewell`.
        """
        state = self._check(entry)
        self._last = Stamp(entry.seq, entry.at)
        if self._failures.known:
            self._failures.forget_before(entry.seq)
        if not state.may_have_due(entry.at):
            return self._carry_out(state, entry)
        return self._do_what_is_due(state, entry) + self._carry_out(state, entry)

    def next_due(self) -> int | None:
        """Return by when (milliseconds, UTC) the next entry, a `Tick` or any other, is needed; None if never."""
        return self._state.agenda.next_due() if self._state else None

    def session_of(self, token: str) -> str | None:
        """Return the session in the chat that may be resumed by the secret with this hash."""
        person = self._state.tokens.get(token) if self._state else None
        return None if person is None else person.session

    def is_in(self, session: str) -> bool:
        """Return whether `session` is in the chat: between its `Join` and its `Leave`."""
        return self._state is not None and session in self._state.people

    def filter_of(self, session: str) -> Filter:
        """Return the filter of `session` for events to everybody, after the last entry."""
        person = self._state.people.get(session) if self._state else None
        return UNFILTERED if person is None else filter_of(person)

    def answer(self, session: str, question: Question) -> Answer:
        """Answer a question from a session in the chat, from the state after the last entry.

        What is asked of public messages is answered from those in memory (`history`). Changes nothing. Raises
        `LookupError` for a session that is not in the chat.
        """
        state = self._known(session)
        return ANSWERS[type(question)](state, state.people[session], question)

    def look_up(self, session: str, question: Question) -> Lookup | Answer:
        """Answer like `answer` what needs no public messages but those in memory, or is refused.

        Otherwise return a `Lookup`, to be answered from all messages up to the last entry, wherever they are kept.
        """
        state = self._known(session)
        return LOOKUPS[type(question)](state, state.people[session], question)

    @property
    def history(self) -> History:
        """The public messages in memory, to be read only. Raises `LookupError` before the first entry."""
        return self._known("").lobby.history

    def census(self) -> Census:
        """Return how many sessions and pending messages there are, after the last entry."""
        return self._state.census() if self._state else Census()

    def _known(self, session: str) -> State:
        if self._state is None:
            raise LookupError(session)
        return self._state

    def _begin(self, state: State) -> None:
        self._state = state
        state.lobby.history.on_append = self._on_message

    def _check(self, entry: Entry) -> State:
        if entry.seq != self._last.seq + 1 or entry.at < self._last.at:
            raise OutOfOrderError(
                f"entry {entry.seq} at {entry.at} after {self._last.seq} at {self._last.at}"
            )
        if not FIRST_RULES_VERSION <= entry.version <= RULES_VERSION:
            raise OutOfOrderError(f"entry {entry.seq} was made under rules of version {entry.version}")
        if self._state is None:
            command = entry.command
            if not isinstance(command, NodeStarted) or command.rules is None:
                raise OutOfOrderError("a journal starts with its rules")
            state = State(command.rules)
            self._begin(state)
            return state
        return self._state

    def _carry_out(self, state: State, entry: Entry) -> list[Delivery]:
        origin, kind = entry.origin, type(entry.command)
        handle = BY_MEMBERS.get(kind)
        if handle is None:
            return self._do(state, entry, BY_ANYBODY[kind])
        person = None if origin.session is None else state.people.get(origin.session)
        if person is None:
            return []  # The session ended before its command was applied.
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
        except Exception as error:  # noqa: BLE001 - any exception is a bug and must not stop the rest
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
            return  # Otherwise each failure would cause another one, forever.
        try:
            self._failures.raise_if_known(entry, EXPIRY)
            expire_holds(state, entry.at)
            state.departed.expire(entry.at)
            state.ended.expire(entry.at)
            state.unsent.expire(entry.at)
            state.conducts.expire(entry.at)
        except Exception as error:  # noqa: BLE001 - as above
            self._failures.report(entry, EXPIRY, error)
            state.no_expiry_before = entry.at + EXPIRY_RETRY_MS

    def _do_item(self, state: State, entry: Entry, number: int, item: _Due) -> list[Delivery]:
        try:
            self._failures.raise_if_known(entry, number)
            if isinstance(item, Conduct):
                return end_mute(state, item)
            return end_grace(state, entry, item) if isinstance(item, Person) else fire(state, entry, item)
        except Exception as error:  # noqa: BLE001 - as above
            self._failures.report(entry, number, error)
            return self._conclude_failed(state, entry, number, item)

    def _conclude_failed(self, state: State, entry: Entry, number: int, item: _Due) -> list[Delivery]:
        try:
            return conclude_failed(state, entry, item)
        except Exception as error:  # noqa: BLE001 - as above
            self._failures.report(entry, number, error)
            return []
