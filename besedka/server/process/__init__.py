"""The program around the server: options, log, screen, limits of the operating system."""
