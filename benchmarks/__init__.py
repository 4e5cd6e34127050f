"""Besedka side by side with what people would use instead, measured on this machine in one run.

`python -m benchmarks --help` shows what can be measured; `docs/benchmarks.md` has the last results, and how each
figure is made. None of it is installed with the package. It needs Linux and a C compiler; the servers that are
compared are left out by name when they are not installed.
"""
