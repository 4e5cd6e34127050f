"""The rules of the chat: a deterministic `Chat` that takes journal entries in order and returns deliveries.

Nothing here depends on bytes, JSON, asyncio, a clock, or user-visible text.
"""

from besedka.chat.chat import Chat, OutOfOrderError
from besedka.chat.handlers.lookups import Lookup
from besedka.chat.language.deliveries import Delivery
from besedka.chat.language.entry import Entry, Origin
from besedka.chat.language.events import Stamp
from besedka.chat.language.rules import FIRST_RULES_VERSION, RULES_VERSION, Rules
from besedka.chat.snapshots.snapshot import Snapshot, SnapshotError, read_snapshot, write_snapshot

__all__ = [
    "FIRST_RULES_VERSION",
    "RULES_VERSION",
    "Chat",
    "Delivery",
    "Entry",
    "Lookup",
    "Origin",
    "OutOfOrderError",
    "Rules",
    "Snapshot",
    "SnapshotError",
    "Stamp",
    "read_snapshot",
    "write_snapshot",
]
