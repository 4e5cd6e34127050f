"""What stands on the terminal: the chat above, the line that is being typed below."""
