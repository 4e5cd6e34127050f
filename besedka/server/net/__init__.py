"""What a connection is to the operating system: where it comes from, and whether it is still there."""
