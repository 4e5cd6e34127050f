"""Who says what when, and the simulated users who say it."""
