"""What belongs to a run: the folder and its lock, the ledger of processes, and how exactly those are ended."""
