"""Valid names, look-alike names, and the nearest name to a mistyped one."""
