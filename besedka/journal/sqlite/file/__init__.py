"""A journal's file as such, whatever is kept in it: its layout and lock, its connections, transactions, the disk."""
