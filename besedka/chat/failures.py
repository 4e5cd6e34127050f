"""What becomes of a part of an entry whose handler has raised: a bug of ours, which must stop nothing else.

Handlers check first and change then, so what raises in a check has changed nothing. Which part failed is reported
(`OnFailure`), and whoever runs the chat records it in the journal (`commands.Failed`): a version that is mended must
not carry out, when it replays the entry, what nobody has seen.
"""

from collections.abc import Callable
from contextlib import suppress

from besedka.chat.handlers.ignoring import forget_ignored
from besedka.chat.handlers.naming import release_all_names
from besedka.chat.handlers.scheduling import fail
from besedka.chat.language.commands import Departure, Failed
from besedka.chat.language.deliveries import Delivery, to_everybody, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Farewell, Left
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.people import DelayedMessage, Person
from besedka.chat.state.state import State

__all__ = ["EXPIRY", "EXPIRY_RETRY_MS", "OnFailure", "conclude_failed", "force_leave", "reraise"]

OnFailure = Callable[[Failed, Exception], None]
"""Called within `Chat.apply`, once for each part that has raised; not for one that was known to fail."""

EXPIRY = 0
"""What `Failed.number` says of the part that forgets what is over."""

EXPIRY_RETRY_MS = 60_000
"""Milliseconds after which it is tried again to forget what is over. Chosen."""


def reraise(_: Failed, error: Exception) -> None:
    """An `OnFailure` that raises the error: for tests and tools."""
    raise error


def conclude_failed(state: State, item: DelayedMessage | Conduct) -> list[Delivery]:
    """End what was due and has failed: a message as not sent, a mute without an event."""
    if isinstance(item, Conduct):
        item.unmute()
        return []
    return fail(state, item, "internal-error") if item.number in item.author.pending else []


def force_leave(state: State, entry: Entry, person: Person, reason: Departure) -> list[Delivery]:
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
