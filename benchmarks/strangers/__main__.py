"""`python -m benchmarks.strangers`."""

import signal
import sys

from benchmarks.strangers.main import main

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # either way, all children are ended
    sys.exit(main(sys.argv[1:]))
