"""Sessions of the people in the chat: the order and rate of their requests, and how sessions end."""
