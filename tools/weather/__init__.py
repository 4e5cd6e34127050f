"""Weather data for tests and for the loopback mirror. Needs `besedka[weather]`."""
