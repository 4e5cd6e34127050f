"""Strangers before a server: lost packets, probes, giants, dear bytes, and who comes and goes; counted, not compared.

`python -m benchmarks.strangers --help` shows what can be measured. Each measure starts the `server_init.py` of a
`--tree`, so that two states of the project can be measured side by side; `docs/strangers.md` has the figures. All of
it needs Linux; what needs a network of its own needs root besides.
"""
