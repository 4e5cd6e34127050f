"""Who visits a server: a client that takes nothing amiss, floods and probes byte for byte, the tree's own clients."""
