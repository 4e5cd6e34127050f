"""What is simulated, and how a message of ours is known again."""
