"""JSON for programs: one object a message, both ways, from one table of the events' fields."""
