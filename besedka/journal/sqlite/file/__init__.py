"""A journal's file as such: its layout and lock, its connections, and what reaches the disk."""
