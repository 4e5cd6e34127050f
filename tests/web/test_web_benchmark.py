"""The benchmark of the page runs from its beginning to its end."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_of_the_page_tells_of_before_while_and_after() -> None:
    command = [sys.executable, "-m", "benchmarks.browser", "2000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    before, meanwhile, after = done.stdout.splitlines()
    assert before.startswith("nothing is said: a key is shown after")
    assert meanwhile.startswith("while 2,000 messages come: a key is shown after")
    assert after.startswith("afterwards: a key is shown after")
