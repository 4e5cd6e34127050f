"""JSON for programs: one object per message in both directions, defined by one table of the events' fields."""
