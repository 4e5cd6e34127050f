"""What runs beside us: a server as a child process, the load, clients that come back; and the machine under all."""
