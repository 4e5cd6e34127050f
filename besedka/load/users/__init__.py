"""Simulated users: how one comes in, what it reads and waits for, and how it comes back."""
