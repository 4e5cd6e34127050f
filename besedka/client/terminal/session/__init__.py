"""A stay in the chat: the connection, its loss and return, and what is known meanwhile."""
