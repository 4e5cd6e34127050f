"""The stand's own services, each a program of its own: the relay, the canary and the sampler."""
