"""GRIB files: decoded apart from the rest, kept on disk as fields, and read at a point."""
