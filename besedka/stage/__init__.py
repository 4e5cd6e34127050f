"""The staging stand: raises what a deployment has, loads it, breaks it on purpose, and tells what people would feel."""
