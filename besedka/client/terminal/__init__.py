"""The terminal client: a line editor under a chat that scrolls, a plain line mode, and a mode for scripts."""
