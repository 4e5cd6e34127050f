"""The settings of a server."""

from besedka import DEFAULT_PORT
from besedka.records import record

__all__ = ["Config"]

_MAX_CHARACTER_IN = 12
"""Maximum bytes of one character in incoming JSON: a surrogate pair of escapes."""

_ENVELOPE = 4096
"""Bytes of a message besides its text: names, `ref`, field names, white space."""

_OVERLONG_CHARACTERS = 4096
"""Characters by which a text may exceed the limit and still get an error reply. A person who pastes text does
not exceed it by more."""

_MAX_CHARACTER_OUT = 5
"""Maximum bytes of one outgoing character: a line break and the mark of the line that follows."""

_MIN_BYTES_A_MESSAGE = 4096
"""Lower bound of `Config.bytes_a_message`, however short messages must be."""

_LARGEST_COST = 12
"""Cost of the largest message, in messages. It has to fit into a burst: otherwise a short silence would not
be enough to afford it."""


@record
class Config:
    """The settings of one server.

    Settings that affect the outcome of chat commands are in `besedka.chat.Rules` instead.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    language: str = "en"
    flood: float = 10.0
    """Messages per second that one session may send, with a burst of twice as many; 0 for no limit."""

    max_message: int = 4000
    """Maximum characters of a message."""

    max_clients: int = 0
    """Maximum sessions; 0 for no limit except the operating system's."""

    anteroom: int = 256
    """Connections beyond `max_clients` that are accepted in order to tell them that the chat is full."""

    history: int = 1000
    """Public messages kept in memory for `history` and `search`."""

    history_mib: int = 8
    """MiB of text (UTF-8) that these may have."""

    journal: str | None = None
    """Path of the file that keeps everything; None keeps it in memory alone."""

    retention: int | None = None
    """Days for which the journal keeps entries; None for ever."""

    retention_messages: int | None = None
    """Messages that the journal keeps; None for all."""

    late: int = 60
    """Minutes by which a delayed message that came due while the server was down may be late."""

    grace: int = 300
    """Seconds for which a session outlives its connection, if it asked for that; 0: none does."""

    max_away: int = 10_000
    """Sessions without a connection."""

    max_away_network: int = 100
    """Those of one network address; loopback is exempt."""

    max_waiting: int = 100
    """Private messages, and other events to one session alone, kept until the session's client has seen them."""

    origins: tuple[str, ...] = ()
    """Web origins, besides the server's own, whose pages may join; `*` allows all."""

    metrics: tuple[str, int] | None = None
    """Host and port of the listener for metrics; None for none."""

    log_level: str = "info"
    outbox: int = 1 << 20
    """Maximum backlog of one reader in bytes. (IRC servers call it SendQ: ircd-ratbox's default is 20 MB,
    Ergo's 96 KB.)"""

    total_outbox: int = 1 << 28
    """Maximum backlog of all readers together in bytes."""

    send_buffer: int = 1 << 18
    """Bytes that the operating system may buffer for one reader (SO_SNDBUF)."""

    keepalive: float = 20.0
    """Seconds of silence before a peer is pinged, and again before it is disconnected. (IRC servers use 90 to
    120, nginx closes a proxied WebSocket after 60 silent seconds; this setting detects a phone that lost its
    network in less than a minute.)"""

    @property
    def max_message_bytes(self) -> int:
        """Maximum bytes of a permitted message on the wire: a text of `max_message` characters always fits."""
        return self.max_message * _MAX_CHARACTER_IN + _ENVELOPE

    @property
    def wire_limit(self) -> int:
        """Maximum bytes of a message or line that are read, so that a slightly overlong one gets an error reply."""
        return self.max_message_bytes + _OVERLONG_CHARACTERS * _MAX_CHARACTER_IN

    @property
    def longest_event(self) -> int:
        """Approximate maximum bytes of one outgoing message."""
        return self.max_message * _MAX_CHARACTER_OUT + _ENVELOPE

    @property
    def bytes_a_message(self) -> int:
        """Received bytes that cost a session as much as one message: a twelfth of the largest permitted message."""
        return max(_MIN_BYTES_A_MESSAGE, self.max_message_bytes // _LARGEST_COST)

    def allows_origin(self, origin: str) -> bool:
        """Return whether a page of this foreign origin may join."""
        return "*" in self.origins or origin.lower() in self.origins
