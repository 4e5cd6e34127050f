"""The grammar of a line that a person types, and what is offered instead of one that is wrong."""
