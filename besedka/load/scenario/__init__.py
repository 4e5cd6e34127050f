"""What is simulated, which share of it each process has, and how our messages are recognized."""
