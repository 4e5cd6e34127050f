"""The order of things: a journal takes commands and gives them back, committed, as entries in one order."""

from besedka.journal.journal import Commit, Journal
from besedka.journal.memory import MemoryJournal

__all__ = ["Commit", "Journal", "MemoryJournal"]
