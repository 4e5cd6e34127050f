"""Restoring a chat to the state recorded in a journal."""

from besedka.chat import Chat
from besedka.chat.failures import OnFailure
from besedka.chat.state.messages import OnMessage
from besedka.journal.journal import Journal, Opening

__all__ = ["open_chat", "open_journal"]


def open_journal(journal: Journal, on_failure: OnFailure) -> Chat:
    """Open a journal and restore the chat that it has recorded; its archive gets the public messages.

    Raises what `Journal.open` and `open_chat` do; then everything that was opened is released.
    """
    try:
        opening, archive = journal.open(), journal.archive
        return open_chat(opening, on_failure, None if archive is None else archive.record)
    except BaseException:
        journal.abandon()
        raise


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
