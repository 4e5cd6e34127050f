"""Fan-out of messages to all connections: encodings, batches and outboxes."""
