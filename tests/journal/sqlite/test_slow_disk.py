"""A disk that does not answer, or not for long: what waits is bounded, and everybody is answered once."""

from pathlib import Path

import pytest
from sqlite_bench import Disk, begin

from besedka.chat.language.commands import Leave, Send, Tick


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


def test_a_disk_that_does_not_answer_has_everybody_refused_until_it_does(path: Path) -> None:
    bench = begin(path)
    bench.append(1)
    bench.append(2)
    bench.loop.advance(4)
    bench.append(3)
    assert bench.order == []
    bench.loop.advance(1)
    assert bench.requests == [("refused", 2), ("refused", 3)]
    bench.append(4)
    bench.own(Leave("lost"))
    assert bench.requests[2:] == [("refused", 4)]
    bench.work()
    assert [entry.command for entry in bench.stored] == [Send("hi"), Leave("lost")]
    assert bench.log.events == ["journal-trouble", "journal-recovered"]
    assert bench.say(5).requests[-1] == ("stored", 5)


def test_a_disk_that_does_not_answer_after_a_failure_has_everybody_refused_as_well(path: Path) -> None:
    bench = begin(path)
    bench.disk.fail("BEGIN")
    bench.say(1)
    bench.disk.mend()
    bench.loop.advance(1)
    bench.append(2)
    bench.append(3)
    bench.loop.advance(5)
    assert bench.requests == [("refused", 1), ("refused", 3)]
    assert [fields["kind"] for _, fields in bench.log.lines] == ["failed", "slow"]
    bench.work()
    assert bench.requests[2:] == [("stored", 2)]


def test_what_waits_is_bounded(path: Path) -> None:
    bench = begin(path, max_bytes=100_000)
    bench.append(1)
    bench.append(*range(2, 100), text="x" * 4000)
    refused = [request for kind, request in bench.requests if kind == "refused"]
    assert refused == list(range(9, 100))
    bench.own(Tick())
    bench.work()
    assert [entry.origin.request for entry in bench.stored] == [*range(1, 9), None]
    assert bench.say(100).requests[-1] == ("stored", 100)


def test_a_disk_that_is_broken_for_good_answers_nobody_twice(path: Path) -> None:
    broken = Disk()
    bench = begin(path, disk=broken)
    broken.fail("COMMIT")
    broken.fail("connect")
    for request in range(20):
        bench.say(request)
        bench.loop.advance(0.7)
        bench.work()
    broken.mend()
    bench.loop.advance(1)
    bench.work()
    assert sorted(request for _, request in bench.requests if request is not None) == list(range(20))
