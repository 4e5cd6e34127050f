"""The workload, and the simulated users who produce it."""
