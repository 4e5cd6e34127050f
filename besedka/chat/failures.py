"""What becomes of a part of an entry whose handler has raised: a bug of ours, which must stop nothing else.

Handlers check first and change then, so what raises in a check has changed nothing. Which part failed is reported
(`OnFailure`), and whoever runs the chat records it in the journal (`commands.Failed`): a version that is mended must
not carry out, when it replays the entry, what nobody has seen.
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
"""Called within `Chat.apply`, once for each part that has raised; not for one that was known to fail."""

EXPIRY = 0
"""What `Failed.number` says of the part that forgets what is over."""

EXPIRY_RETRY_MS = 60_000
"""Milliseconds after which it is tried again to forget what is over. Chosen."""


class Failures:
    """Reports what fails, and lets fail again what failed when the same entries were applied before.

    What is `known` is neither carried out nor reported again.
    """

    __slots__ = ("_last", "_on_failure", "known")

    def __init__(self, on_failure: OnFailure, known: Collection[Failed]) -> None:
        self._on_failure = on_failure
        self._last = max((failed.seq for failed in known), default=0)
        self.known = frozenset(known)
        """What is still to fail; empty as a rule, and then nobody need ask."""

    def forget_before(self, seq: int) -> None:
        """Entry `seq` is applied now: when all that is known is of earlier ones, it is forgotten."""
        if seq > self._last:
            self.known = frozenset()

    def raise_if_known(self, entry: Entry, number: int | None) -> None:
        """Raise in place of this part of the entry, if it is known to fail. `number` as in `Failed`."""
        if Failed(entry.seq, number) in self.known:
            raise _KnownFailure

    def report(self, entry: Entry, number: int | None, error: Exception) -> None:
        """This part of the entry has raised `error`."""
        if not isinstance(error, _KnownFailure):
            self._on_failure(Failed(entry.seq, number), error)


class _KnownFailure(Exception):  # noqa: N818 - it is none of ours
    """Raised in place of a part of an entry that is known to fail."""


def answer_failed(state: State, entry: Entry, person: Person | None) -> list[Delivery]:
    """The deliveries of a command that has failed: `internal-error` to who asked; a session that the server ends is
    ended all the same."""
    command, origin = entry.command, entry.origin
    if person is not None and isinstance(command, Leave) and origin.request is None:
        return _force_leave(state, entry, person, command.reason)
    return [] if origin.session is None else refuse(origin.session, "internal-error")


def reraise(_: Failed, error: Exception) -> None:
    """An `OnFailure` that raises the error: for tests and tools."""
    raise error


def conclude_failed(state: State, item: DelayedMessage | Conduct) -> list[Delivery]:
    """End what was due and has failed: a message as not sent, a mute without an event."""
    if isinstance(item, Conduct):
        item.unmute()
        return []
    return fail(state, item, "internal-error") if item.number in item.author.pending else []


def _force_leave(state: State, entry: Entry, person: Person, reason: Departure) -> list[Delivery]:
    """End a session whose `Leave` has failed: each step that does not raise is done, and its end is announced."""
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
