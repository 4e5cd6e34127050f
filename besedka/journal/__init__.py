"""The ordered log: a journal takes commands, and gives them back, committed, as entries in one order."""

from besedka.journal.journal import Commit, Journal, MakeJournal, NotStored, Opening
from besedka.journal.memory import MemoryJournal
from besedka.journal.opening import open_chat

__all__ = ["Commit", "Journal", "MakeJournal", "MemoryJournal", "NotStored", "Opening", "open_chat"]
