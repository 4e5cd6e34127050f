"""The ordered log: a journal accepts commands and returns them, committed, as entries in a single order."""

from besedka.journal.archive import Archive
from besedka.journal.journal import Commit, Journal, MakeJournal, NotStored, Opening
from besedka.journal.memory import MemoryJournal
from besedka.journal.opening import open_chat, open_journal
from besedka.journal.turns import Turns

__all__ = [
    "Archive",
    "Commit",
    "Journal",
    "MakeJournal",
    "MemoryJournal",
    "NotStored",
    "Opening",
    "Turns",
    "open_chat",
    "open_journal",
]
