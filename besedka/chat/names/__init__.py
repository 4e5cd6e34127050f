"""What may be a name, which names look alike, and which is nearest to a mistyped one."""
