"""Raises and ends a stand: the supervisor and its starter, the ledger of processes, faults, and a whole run."""
