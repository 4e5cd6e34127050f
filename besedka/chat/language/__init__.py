"""What is said to the chat, and what it says: commands, questions, events, entries, rules. Nothing here decides."""
