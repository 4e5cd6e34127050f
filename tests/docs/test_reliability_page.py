"""The page of promises names tests that exist."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PAGE = (TESTS.parent / "docs" / "reliability.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    there = {
        name
        for file in TESTS.rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)\(", file.read_text(encoding="utf-8"))
    }
    assert len(named) > 40
    assert named - there == set()


def test_every_file_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"(tests/[\w/]+\.py)", PAGE))
    assert named
    assert [name for name in named if not (TESTS.parent / name).is_file()] == []
