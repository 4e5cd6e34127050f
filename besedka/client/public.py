"""The public names of `besedka.client`. Import them from there."""

from besedka.client.address import DEFAULT_ADDRESS, Address
from besedka.client.backoff import Backoff
from besedka.client.client import Client, CommandHelp
from besedka.client.connecting import connect
from besedka.client.errors import (
    BadAddress,
    ClientError,
    ConnectionLost,
    HandshakeRefused,
    RefusedError,
    ServerUnreachable,
    UnexpectedAnswer,
)
from besedka.dialects.json.client_codec import Received, Unknown

__all__ = [
    "DEFAULT_ADDRESS",
    "Address",
    "Backoff",
    "BadAddress",
    "Client",
    "ClientError",
    "CommandHelp",
    "ConnectionLost",
    "HandshakeRefused",
    "Received",
    "RefusedError",
    "ServerUnreachable",
    "UnexpectedAnswer",
    "Unknown",
    "connect",
]
