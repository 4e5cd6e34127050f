"""Lines for people: events as sentences in a language."""
