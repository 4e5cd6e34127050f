"""Besedka's own command line, on the event loop that the first argument names: asyncio or uvloop.

Besedka takes uvloop whenever it is installed; the comparison needs both.
"""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent.parent)
if sys.argv[1] == "asyncio":
    sys.modules["uvloop"] = None  # type: ignore[assignment]  # documented: importing it raises ImportError

from besedka.__main__ import main  # noqa: E402 - uvloop must be hidden before

if __name__ == "__main__":
    sys.exit(main(sys.argv[2:]))
