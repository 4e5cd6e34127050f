"""The files that are generated from the table of services, one module a format."""
