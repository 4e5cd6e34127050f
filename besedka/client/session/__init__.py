"""A session in a chat that outlives its connections: what is received, what is unanswered, and how it comes back."""
