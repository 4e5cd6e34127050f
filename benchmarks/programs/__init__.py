"""The C programs: the generator of load, the server that nobody can beat, the line that loses packets."""
