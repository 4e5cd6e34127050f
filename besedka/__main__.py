"""The entry point for every way to start. Old Python versions can parse this file, and report the required version."""

import sys

__all__ = ["main"]

if sys.version_info < (3, 10):  # noqa: UP036 - this file, `besedka/__init__.py` and the scripts run on any Python
    sys.exit("Besedka needs Python 3.10 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031

from besedka.cli import main

if __name__ == "__main__":
    main()
