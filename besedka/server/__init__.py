"""The server: asyncio around the chat.

The only part that has sockets, a clock and randomness.
"""
