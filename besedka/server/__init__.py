"""The server: asyncio around the chat. The only part that has sockets, a clock and randomness."""

from besedka.server.process.config import Config
from besedka.server.server import Server

__all__ = ["Config", "Server"]
