"""What is done to a server, and which figures that gives."""
