"""What the chat knows. Plain data and look-ups; only the handlers change it."""
