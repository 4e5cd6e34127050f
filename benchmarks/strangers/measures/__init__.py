"""One file for each thing that is done to a server; each returns its cases, and each case its rows."""
