"""The public messages of a journal as a table in its file: stored with the entries, read back, and searched."""
