"""The terminal client: a line editor below a scrolling chat, a plain line mode, and a mode for scripts."""
