"""When two runs differ, and how that is shown."""
