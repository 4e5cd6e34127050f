"""Lines for people: what happened, told in sentences, in a language."""
