"""Starts the Besedka server: `python server_init.py` (the options are shown by `--help`)."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 - an old Python must be able to read this far, and be told
    sys.exit("Besedka needs Python 3.10 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031

from besedka.__main__ import main

if __name__ == "__main__":
    sys.exit(main(["serve"] + sys.argv[1:], script="server_init.py"))  # noqa: RUF005
