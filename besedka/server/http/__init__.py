"""Requests that ask for no chat: the page and its files, the health of the server, and what is wrong."""
