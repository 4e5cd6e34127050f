"""Guesses what was meant by people who know other chats, use another keyboard layout, or mistyped a word."""
