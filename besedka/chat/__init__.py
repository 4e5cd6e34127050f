"""The rules of the chat: one deterministic `Chat`, fed by entries in order, that answers with deliveries.

Nothing here knows bytes, JSON, asyncio, a clock, or words for people.
"""

from besedka.chat.chat import Chat, OutOfOrderError
from besedka.chat.language.deliveries import Delivery
from besedka.chat.language.entry import Entry, Origin
from besedka.chat.language.events import Stamp
from besedka.chat.language.rules import RULES_VERSION, Rules
from besedka.chat.snapshots.snapshot import SnapshotError

__all__ = [
    "RULES_VERSION",
    "Chat",
    "Delivery",
    "Entry",
    "Origin",
    "OutOfOrderError",
    "Rules",
    "SnapshotError",
    "Stamp",
]
