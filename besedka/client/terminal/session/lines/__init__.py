"""What the user typed: under way, answered, or left without an answer."""
