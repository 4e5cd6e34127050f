"""Maps each command to its handler and each question to the function that answers it."""

from collections.abc import Callable, Mapping
from typing import Any

from besedka.chat.handlers.answers import history, ignored, scheduled, search, users
from besedka.chat.handlers.arrivals import join, leave
from besedka.chat.handlers.complaints import report
from besedka.chat.handlers.ignoring import ignore, unignore
from besedka.chat.handlers.lookups import Lookup, look_up_history, look_up_words
from besedka.chat.handlers.naming import rename
from besedka.chat.handlers.nodes import node_started, node_stopped
from besedka.chat.handlers.resuming import detach, resume, seen
from besedka.chat.handlers.scheduling import cancel
from besedka.chat.handlers.sending import send
from besedka.chat.language.commands import (
    Cancel,
    Detach,
    Failed,
    Ignore,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Rename,
    Report,
    Resume,
    Seen,
    Send,
    Tick,
    Unignore,
)
from besedka.chat.language.deliveries import Delivery
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Answer
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, Search, ShowHistory
from besedka.chat.state.people import Person
from besedka.chat.state.state import State

__all__ = ["ANSWERS", "BY_ANYBODY", "BY_MEMBERS", "LOOKUPS", "Handler"]

Handler = Callable[..., list[Delivery]]


def _nothing(_state: State, _entry: Entry, _command: object) -> list[Delivery]:
    """Change nothing: for `Tick` only the entry's time matters, for `Failed` only its presence in the journal."""
    return []


BY_ANYBODY: Mapping[type, Callable[[State, Entry, Any], list[Delivery]]] = {
    Failed: _nothing,
    Join: join,
    NodeStarted: node_started,
    NodeStopped: node_stopped,
    Tick: _nothing,
}
"""Handlers of commands that need no session in the chat: (state, entry, command) to deliveries."""

BY_MEMBERS: Mapping[type, Callable[[State, Entry, Person, Any], list[Delivery]]] = {
    Cancel: cancel,
    Detach: detach,
    Ignore: ignore,
    Leave: leave,
    Rename: rename,
    Report: report,
    Resume: resume,
    Seen: seen,
    Send: send,
    Unignore: unignore,
}
"""Handlers of commands from a session in the chat: (state, entry, person, command) to deliveries."""

ANSWERS: Mapping[type, Callable[[State, Person, Any], Answer]] = {
    ListIgnored: ignored,
    ListScheduled: scheduled,
    ListUsers: users,
    Search: search,
    ShowHistory: history,
}
"""Answers to questions from a session in the chat: (state, person, question) to the answer. They change nothing."""

LOOKUPS: Mapping[type, Callable[[State, Person, Any], Lookup | Answer]] = {
    **ANSWERS,
    Search: look_up_words,
    ShowHistory: look_up_history,
}
"""The same, but what may need more messages than those in memory is only prepared."""
