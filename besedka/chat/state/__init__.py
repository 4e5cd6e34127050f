"""The state of the chat: plain data and lookups. Only the handlers change it."""
