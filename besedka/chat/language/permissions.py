"""Who may ask for what: the one place where it is decided, for the chat that refuses and for all that explain it."""

from besedka.chat.language.commands import Rename, Send

__all__ = ["NEEDS_VOICE"]

NEEDS_VOICE: frozenset[type] = frozenset({Send, Rename})
"""The commands that a muted person may not give: a name can say a lot, too."""
