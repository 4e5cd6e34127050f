"""Bots: programs that are asked in the chat and answer there. Standard library alone."""
