"""Starts the Besedka server: `python server_init.py` (the options are shown by `--help`)."""

import os
import sys

# With -I, -P or PYTHONSAFEPATH, Python itself does not look beside the script.
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))  # noqa: PTH120 - Python 2 is told by what is imported here

from besedka.__main__ import main

if __name__ == "__main__":
    main(["serve"] + sys.argv[1:], script="server_init.py")  # noqa: RUF005
