"""How a relay passes bytes on: its conduct, one direction, and one connection."""
