"""What is simulated, and how our messages are recognized."""
