"""Networks of our own, and a bad line between two of them."""
