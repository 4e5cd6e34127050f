"""The server's process: options, log, screen, operating system limits."""
