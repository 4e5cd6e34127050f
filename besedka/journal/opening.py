"""Bringing a chat to the state in which a journal left it."""

from besedka.chat import Chat
from besedka.chat.failures import OnFailure
from besedka.journal.journal import Opening

__all__ = ["open_chat"]


def open_chat(opening: Opening, on_failure: OnFailure) -> Chat:
    """The chat as the journal left it: its newest snapshot, and the entries behind it.

    The entries are applied and nothing else: their deliveries are dropped. Raises `SnapshotError` for a snapshot, and
    `OutOfOrderError` for entries that cannot be read so.
    """
    if opening.snapshot is None:
        chat = Chat(on_failure, opening.failures)
    else:
        chat = Chat.restore(opening.snapshot, on_failure, opening.failures)
    for entry in opening.tail:
        chat.apply(entry)
    return chat
