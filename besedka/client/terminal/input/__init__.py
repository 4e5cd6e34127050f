"""Key decoding and line editing, with completion and history."""
