"""The workload: who comes, goes and says what, and when."""
