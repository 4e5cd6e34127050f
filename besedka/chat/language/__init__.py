"""The chat's vocabulary: commands, questions, events, entries, rules. No decisions are made here."""
