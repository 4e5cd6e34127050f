"""The entry point of every way to start. A Python that is too old can read this file, and is told what it lacks."""

import sys

__all__ = ["main"]

if sys.version_info < (3, 10):  # noqa: UP036 - this file, `besedka/__init__.py` and the scripts are for all Pythons
    sys.exit("Besedka needs Python 3.10 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031

from besedka.cli import main

if __name__ == "__main__":
    main()
