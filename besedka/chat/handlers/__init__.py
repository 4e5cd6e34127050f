"""One function for each command and question: checks first, changes the state then, and returns deliveries."""
