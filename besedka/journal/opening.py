"""Restoring a chat to the state recorded in a journal."""

from besedka.chat import Chat
from besedka.chat.failures import OnFailure
from besedka.chat.state.messages import OnMessage
from besedka.journal.journal import Opening

__all__ = ["open_chat"]


def open_chat(opening: Opening, on_failure: OnFailure, on_message: OnMessage | None = None) -> Chat:
    """Restore the chat from the journal's newest snapshot and the entries after it.

    The entries are only applied; their deliveries are dropped. `on_message` is called with their public messages.
    Raises `SnapshotError` for an invalid snapshot, `OutOfOrderError` for entries that are not in order, and what
    reading them raises.
    """
    if opening.snapshot is None:
        chat = Chat(on_failure, opening.failures, on_message)
    else:
        chat = Chat.restore(opening.snapshot, on_failure, opening.failures, on_message)
    for entry in opening.tail:
        chat.apply(entry)
    return chat
