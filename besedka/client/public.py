"""The public names of `besedka.client`. Import them from there."""

from besedka.client.address import DEFAULT_ADDRESS, Address
from besedka.client.backoff import Backoff
from besedka.client.client import Client, CommandHelp
from besedka.client.connecting import connect
from besedka.client.errors import (
    BadAddress,
    ClientError,
    ConnectionLost,
    ConnectionReplaced,
    HandshakeRefused,
    RefusedError,
    ServerUnreachable,
    SessionOver,
    Unanswered,
    UnexpectedAnswer,
)
from besedka.client.local_events import Disconnected, Reconnecting
from besedka.client.session.saved_session import SavedSession
from besedka.dialects.json.client_codec import LocalEvent, Received, Unknown

__all__ = [
    "DEFAULT_ADDRESS",
    "Address",
    "Backoff",
    "BadAddress",
    "Client",
    "ClientError",
    "CommandHelp",
    "ConnectionLost",
    "ConnectionReplaced",
    "Disconnected",
    "HandshakeRefused",
    "LocalEvent",
    "Received",
    "Reconnecting",
    "RefusedError",
    "SavedSession",
    "ServerUnreachable",
    "SessionOver",
    "Unanswered",
    "UnexpectedAnswer",
    "Unknown",
    "connect",
]
