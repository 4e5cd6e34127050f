"""What can go wrong for a user of the client library.

One base class, one class for each thing that is done about it.
"""

from collections.abc import Mapping
from typing import Final, Literal

from besedka.chat.language.events import Value

__all__ = [
    "BadAddress",
    "ClientError",
    "ConnectionLost",
    "HandshakeRefused",
    "RefusedError",
    "ServerUnreachable",
    "UnexpectedAnswer",
    "Unreachable",
]


_SERVER_ERROR: Final = 500
_PASSING: Final = (408, 425, 429)

Unreachable = Literal["network", "timeout", "closed", "no-http", "no-tls", "tls"]
"""What kept us from a chat."""


class ClientError(Exception):
    """The base of every error that this library raises on purpose."""


class BadAddress(ClientError, ValueError):  # noqa: N818 - it says what happened
    """The text is not the address of a chat.

    `why` is a stable code: `empty`, `scheme`, `host`, `port`, `user`, `fragment`, `encoding`.
    """

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"not an address of a chat ({why}): {address!r}")
        self.address = address
        self.why = why


class ServerUnreachable(ClientError, ConnectionError):  # noqa: N818 - it says what happened
    """There is no chat to be had there, now. Trying again may help.

    `code` is stable: `network` (no such host, nothing listens), `timeout` (no welcome came in time), `closed`
    (the connection was taken, and ended before a welcome), `no-http` (what answers speaks something else: no chat,
    or one that our handshake reached too late, several times), `no-tls` (what answers does not speak TLS), `tls`
    (it does, and we do not agree: the certificate, as a rule). `why` is for logs, in English.
    """

    def __init__(self, address: str, why: str, code: Unreachable = "network") -> None:
        super().__init__(f"no chat to be had at {address}: {why}")
        self.address = address
        self.why = why
        self.code = code


class HandshakeRefused(ClientError):  # noqa: N818 - it says what happened
    """Something answers there, but will not speak with us.

    Not a chat, or one that refuses. `status` is HTTP's, if it came so far.

    Trying again helps only when the status says so (503: the chat is full): `passing`.
    """

    def __init__(self, address: str, status: int | None, why: str) -> None:
        super().__init__(f"{address} refuses to talk: {why}" + (f" (HTTP {status})" if status else ""))
        self.address = address
        self.status = status
        self.why = why

    @property
    def passing(self) -> bool:
        """Whether the same may be answered otherwise later (RFC 9110, 15.6; too late, too early, too often)."""
        return self.status is not None and (self.status >= _SERVER_ERROR or self.status in _PASSING)


class ConnectionLost(ClientError, ConnectionError):  # noqa: N818 - it says what happened
    """The connection is gone without a farewell.

    What was sent and not answered may or may not have been carried out.
    """

    def __init__(self, why: str, code: int = 1006) -> None:
        super().__init__(f"connection lost: {why}")
        self.why = why
        self.code = code
        """The WebSocket close code (1006: none came; 1013: we read too slowly)."""


class UnexpectedAnswer(ClientError):  # noqa: N818 - it says what happened
    """The server answered, and this version does not understand how; the connection stands.

    The command may or may not have been carried out. `fields` is the answer as it came.
    """

    def __init__(self, why: str, fields: Mapping[str, object]) -> None:
        super().__init__(f"an answer that was not expected: {why}")
        self.why = why
        self.fields = fields


class RefusedError(ClientError):
    """The chat refused a command, and nothing changed.

    `code` is stable, `text` is for people, in the session's language.
    """

    def __init__(self, code: str, params: Mapping[str, Value], text: str) -> None:
        super().__init__(text or code)
        self.code = code
        self.params = params
        self.text = text
