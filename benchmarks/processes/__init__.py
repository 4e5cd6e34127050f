"""What runs beside us: a server as a child process, the generator of load, and the machine under both."""
