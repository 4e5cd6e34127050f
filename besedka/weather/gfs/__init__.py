"""GFS as its mirrors publish it: runs and steps, indexes, ranges of bytes, and which mirror is asked."""
