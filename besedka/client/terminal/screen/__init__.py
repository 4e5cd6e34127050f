"""The screen: the chat above, the input line below."""
