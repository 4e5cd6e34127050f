"""The rules of the chat: one deterministic `Chat`, fed by entries in order, that answers with deliveries.

Nothing here knows bytes, JSON, asyncio, a clock, or words for people.
"""

from besedka.chat.chat import Chat, OutOfOrderError
from besedka.chat.delivery import Delivery
from besedka.chat.entry import Entry, Origin
from besedka.chat.events import Stamp
from besedka.chat.rules import RULES_VERSION, Rules
from besedka.chat.snapshot import SnapshotError

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
