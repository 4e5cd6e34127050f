"""Where the samples come from: processes, the supervisor, and the nodes' metrics."""
