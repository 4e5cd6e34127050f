"""What somebody who runs a server can choose."""

from besedka import DEFAULT_PORT
from besedka.records import record

__all__ = ["Config"]

_WORST_CHARACTER = 12
"""Bytes that one character can take in JSON: a surrogate pair of escapes."""

_ENVELOPE = 4096
"""Bytes for all of a message besides its text: names, `ref`, field names, white space."""

_SPARE = 4096
"""Characters that a text may be too long by, and be answered: whoever sends more is no person who pastes."""

_WORST_WRITTEN = 5
"""Bytes that one character can take on its way out: a line break and the mark of the line that follows."""

_LEAST_PRICE = 4096
"""Bytes that are no dearer than one message, however short messages must be."""

_LARGEST_PRICE = 12
"""What the largest message costs, in messages. It has to fit a burst, or a moment's silence would not be enough for
it."""


@record
class Config:
    """The settings of one server.

    What decides outcomes of the chat is in `besedka.chat.Rules` instead.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    language: str = "en"
    flood: float = 10.0
    """Messages a second that one session may send, with a burst of twice as many; 0 sets no limit."""

    max_message: int = 4000
    """Characters."""

    max_clients: int = 0
    """Sessions; 0 sets no limit but the operating system's."""

    anteroom: int = 256
    """Connections beyond `max_clients` that may be told that the chat is full."""

    origins: tuple[str, ...] = ()
    """Web origins besides the server's own whose pages may join; `*` allows all."""

    log_level: str = "info"
    outbox: int = 1 << 20
    """Bytes that may wait for one reader. (IRC servers call it SendQ: ircd-ratbox's default is 20 MB, Ergo's 96 KB.)"""

    total_outbox: int = 1 << 28
    """Bytes that may wait for all readers together."""

    send_buffer: int = 1 << 18
    """Bytes that the operating system may keep for one reader (SO_SNDBUF)."""

    keepalive: float = 20.0
    """Seconds of silence after which a peer is asked whether it is there, and again until it is given up. (IRC servers
    take 90 to 120, nginx ends a proxied WebSocket after 60 silent ones; a phone that lost its network is noticed in
    less than a minute this way.)"""

    @property
    def max_message_bytes(self) -> int:
        """What a permitted message may be on the wire: a text of `max_message` characters always fits."""
        return self.max_message * _WORST_CHARACTER + _ENVELOPE

    @property
    def wire_limit(self) -> int:
        """Bytes of one message, or line, that are taken at all: a little too much is answered, and not cut off."""
        return self.max_message_bytes + _SPARE * _WORST_CHARACTER

    @property
    def longest_event(self) -> int:
        """About what one message may take on its way out."""
        return self.max_message * _WORST_WRITTEN + _ENVELOPE

    @property
    def bytes_a_message(self) -> int:
        """So many bytes that came cost a session as much as a message: a twelfth of the largest that is permitted."""
        return max(_LEAST_PRICE, self.max_message_bytes // _LARGEST_PRICE)

    def allows_origin(self, origin: str) -> bool:
        """Whether a page of this foreign origin may join."""
        return "*" in self.origins or origin.lower() in self.origins
