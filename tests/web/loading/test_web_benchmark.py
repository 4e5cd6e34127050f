"""The benchmark of the page runs from its beginning to its end."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_benchmark_of_the_page_tells_of_before_while_and_after() -> None:
    command = [sys.executable, "-m", "benchmarks.browser", "2000"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    before, meanwhile, after = done.stdout.splitlines()
    assert before.startswith("nothing is said: a key is shown after")
    assert meanwhile.startswith("while 2,000 messages come: a key is shown after")
    assert after.startswith("afterwards: a key is shown after")


def test_the_benchmark_of_the_delivery_has_a_line_for_each_checkout_and_language() -> None:
    command = [sys.executable, "-m", "benchmarks.delivery", "--rounds", "1", "--latency", "20"]
    command += ["--throughput", "5000", str(ROOT)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told, _, head, _, *lines = done.stdout.splitlines()
    assert told == "Rounds: 1, at 5000 kbit/s and 20 ms"
    assert head.startswith("| checkout | language | first words | can write | requests |")
    assert [line.split(" | ")[1] for line in lines] == ["en", "ru"]
    requests = [int(line.split(" | ")[4]) for line in lines]
    assert all(5 < count <= 20 for count in requests), lines
