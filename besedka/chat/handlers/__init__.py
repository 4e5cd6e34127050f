"""One function per command and question. A handler checks first, then changes the state, and returns deliveries."""
