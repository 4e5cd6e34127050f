"""What somebody probably meant who knows other chats, has another layout on, or mistyped a word."""
