"""A journal in a SQLite file. Imported only if a file was asked for."""
