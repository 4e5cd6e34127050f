"""The asyncio server around the chat. The only part with sockets, a clock and randomness."""

from besedka.server.process.config import Config
from besedka.server.server import Server

__all__ = ["Config", "Server"]
