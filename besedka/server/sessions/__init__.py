"""People who are in the chat: what they ask, in which order and how fast, and how it ends."""
