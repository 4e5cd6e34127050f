"""Handling of handlers that raise: a bug must not stop the other parts of an entry.

Handlers check first and change afterwards, so one that raises in a check has changed nothing. The failed part
is reported (`OnFailure`), and the caller records it in the journal (`commands.Failed`), so that a fixed
version does not carry out on replay what no client saw.
"""

from collections.abc import Callable, Collection
from contextlib import suppress

from besedka.chat.handlers.ignoring import forget_ignored
from besedka.chat.handlers.naming import release_all_names
from besedka.chat.handlers.refusals import refuse
from besedka.chat.handlers.scheduling import fail
from besedka.chat.language.commands import Departure, Failed, Leave
from besedka.chat.language.deliveries import Delivery, to_everybody, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Farewell, Left
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.people import DelayedMessage, Person
from besedka.chat.state.state import State

__all__ = [
    "EXPIRY",
    "EXPIRY_RETRY_MS",
    "Failures",
    "OnFailure",
    "answer_failed",
    "conclude_failed",
    "reraise",
]

OnFailure = Callable[[Failed, Exception], None]
"""Called within `Chat.apply`, once for each part that raised; not for a known failure."""

EXPIRY = 0
"""The `Failed.number` of the expiry part."""

EXPIRY_RETRY_MS = 60_000
"""Milliseconds before failed expiry is retried. Chosen."""


class Failures:
    """Reports failures, and repeats those that occurred when the same entries were applied before.

    A `known` failure is neither carried out nor reported again.
    """

    __slots__ = ("_last", "_on_failure", "known")

    def __init__(self, on_failure: OnFailure, known: Collection[Failed]) -> None:
        self._on_failure = on_failure
        self._last = max((failed.seq for failed in known), default=0)
        self.known = frozenset(known)
        """Failures still to repeat. Usually empty; then no lookup is needed."""

    def forget_before(self, seq: int) -> None:
        """Clear the known failures if all of them are of entries before `seq`, which is being applied."""
        if seq > self._last:
            self.known = frozenset()

    def raise_if_known(self, entry: Entry, number: int | None) -> None:
        """Raise in place of this part of the entry if it is known to fail. `number` as in `Failed`."""
        if Failed(entry.seq, number) in self.known:
            raise _KnownFailure

    def report(self, entry: Entry, number: int | None, error: Exception) -> None:
        """Report that this part of the entry raised `error`, unless the failure was known."""
        if not isinstance(error, _KnownFailure):
            self._on_failure(Failed(entry.seq, number), error)


class _KnownFailure(Exception):  # noqa: N818 - not an error itself; it stands for an earlier one
    """Raised in place of a part of an entry that is known to fail."""


def answer_failed(state: State, entry: Entry, person: Person | None) -> list[Delivery]:
    """Return the deliveries of a command that failed.

    The caller gets `internal-error`. A session that the server ends is still ended.
    """
    command, origin = entry.command, entry.origin
    if person is not None and isinstance(command, Leave) and origin.request is None:
        return _force_leave(state, entry, person, command.reason)
    return [] if origin.session is None else refuse(origin.session, "internal-error")


def reraise(_: Failed, error: Exception) -> None:
    """Raise the error: an `OnFailure` for tests and tools."""
    raise error


def conclude_failed(state: State, entry: Entry, item: DelayedMessage | Conduct) -> list[Delivery]:
    """End a due item that failed: a message as not sent, a mute without an event."""
    if isinstance(item, Conduct):
        item.unmute()
        return []
    return fail(state, entry, item, "internal-error") if item.number in item.author.pending else []


def _force_leave(state: State, entry: Entry, person: Person, reason: Departure) -> list[Delivery]:
    """End a session whose `Leave` failed: run each step, skip those that raise, and announce the end."""
    steps: list[Callable[[], object]] = [
        lambda: state.depart(person),
        lambda: state.ended.put(person.session, None, entry.at + state.rules.ended_remembered),
        person.leave,
        lambda: person.conduct.sessions.pop(person.session, None),
        lambda: state.conducts.keep(person.conduct, entry.at),
        lambda: release_all_names(state, person),
        lambda: forget_ignored(state, person),
    ]
    for step in steps:
        with suppress(Exception):
            step()
    session = person.session
    return [to_one(Farewell(reason), session), to_everybody(Left(person.name.shown, reason), session)]
