"""A generator process whose runner is gone."""

import json
import subprocess
import sys

from worker_lead import SHORT

from besedka.client import Address
from besedka.load.scenario.job import Job, microseconds
from besedka.load.scenario.target import Target


def test_it_ends_without_a_word_when_nobody_reads_what_it_reports() -> None:
    nobody_listens = Target(Address.parse("127.0.0.1:1"), "127.0.0.1")
    job = Job(SHORT, nobody_listens, "ab12", microseconds())
    process = subprocess.Popen(
        [sys.executable, "-m", "besedka.load.run.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with process, process.stdin as orders, process.stderr as errors:
        process.stdout.close()
        start = {"do": "start", "at": microseconds() - job.epoch}
        orders.write(b"".join(json.dumps(message).encode() + b"\n" for message in (job.as_json(), start)))
        orders.close()
        assert errors.read() == b""
        assert process.wait(30) == 0
