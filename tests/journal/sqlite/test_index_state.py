"""What says how far the words are indexed, if it is damaged, hides no message and stops nobody."""

from pathlib import Path

import pytest
from sqlite_lives import again, damage, started

from besedka.journal.errors import DamagedError
from besedka.journal.sqlite.archive.words import has_fts5
from besedka.journal.sqlite.inspection import check, stats

DAMAGES = [
    "DELETE FROM indexing",
    "UPDATE indexing SET place = 'x'",
    "UPDATE indexing SET place = 1.5",
    "UPDATE indexing SET place = -1",
    "UPDATE indexing SET place = 0x10000000000",
    "UPDATE indexing SET place = 0x7fffffffffffffff",
    "UPDATE indexing SET stale = x'00'",
]


@pytest.fixture(params=DAMAGES)
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "chat.db"
    started(path)
    again(path).say(1, text="red").say(2, text="green").keep().index().bench.close()
    damage(path, request.param)
    return path


def test_a_check_and_the_figures_say_so(path: Path) -> None:
    for look in (check, stats):
        with pytest.raises(DamagedError, match="the index of words"):
            look(path)


def test_a_server_says_so_finds_everything_and_makes_the_index_anew(path: Path) -> None:
    life = again(path)
    assert ("journal-search", {"why": "the index of words is damaged"}) in life.bench.log.lines
    assert life.search("red") == [3]
    life.say(3, text="red").keep().index()
    assert life.search("red") == [5, 3]
    assert life.bench.log.events.count("journal-upkeep") == 0
    life.bench.close()
    assert check(path).last == 5
    assert stats(path).indexed == 3 * has_fts5()


def test_a_place_that_is_missing_among_the_messages_is_found(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    started(path)
    again(path).say(1, 2).keep().bench.close()
    damage(path, "UPDATE messages SET place = 0x10000000000 WHERE place = 2")
    with pytest.raises(DamagedError, match=f"message in place {1 << 40}"):
        check(path)
