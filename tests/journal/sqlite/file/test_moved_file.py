"""A file that is moved, deleted or replaced while a server has it."""

from pathlib import Path

import pytest
from sqlite_bench import Bench, begin, reopen
from sqlite_lives import again, started


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


@pytest.fixture
def elsewhere(path: Path) -> Path:
    return path.with_name("elsewhere.db")


def replace(path: Path, elsewhere: Path) -> None:
    begin(path.with_name("copy.db")).close()
    path.rename(elsewhere)
    path.with_name("copy.db").rename(path)


def try_again(bench: Bench, request: int) -> None:
    bench.loop.advance(1)
    bench.say(request)


@pytest.mark.parametrize("how", [Path.rename, replace])
def test_nothing_is_accepted_that_would_be_in_no_file_of_this_name(
    path: Path, elsewhere: Path, how: object
) -> None:
    bench = begin(path).say(1)
    assert callable(how)
    how(path, elsewhere)
    bench.say(2)
    try_again(bench, 3)
    assert bench.requests[1:] == [("refused", 2), ("refused", 3)]
    elsewhere.replace(path)
    try_again(bench, 4)
    assert bench.requests[3:] == [("stored", 4)]
    assert bench.log.events == ["journal-trouble", "journal-recovered"]
    bench.crash()
    assert [entry.origin.request for entry in reopen(path).tail[2:]] == [1, 4]


def test_what_is_there_instead_is_not_read(path: Path, elsewhere: Path) -> None:
    started(path)
    life = again(path).say(1)
    replace(path, elsewhere)
    with pytest.raises(OSError, match="moved, deleted or replaced"):
        life.look()
    elsewhere.replace(path)
    assert len(life.look()) == 1
    life.bench.close()
