"""One message in, a thousand out: encodings, batches, and what waits for each connection."""
