import json
from pathlib import Path

import pytest
from sqlite_lives import again, damage, started

from besedka.journal_command import main

PROGRAM = "besedka journal"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BESEDKA_LANG", "en")
    path = tmp_path / "chat.db"
    started(path)
    again(path).say(1, 2).keep().say(3).bench.close()
    return path


def run(*argv: object) -> int:
    return main([str(word) for word in argv], program=PROGRAM)


def test_a_sound_journal_is_called_so(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", path) == 0
    said = "The journal is sound: entries 1 to 5 without a gap; 1 of 1 snapshots are what a replay gives.\n"
    assert capsys.readouterr().out == said
    assert run("check", path, "--lang", "ru") == 0
    assert "Журнал в порядке" in capsys.readouterr().out


def test_a_damaged_one_is_called_so_and_what_can_be_saved(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(path, "UPDATE entries SET checksum = 0 WHERE seq = 4")
    assert run("check", path) == 1
    hint = f"What precedes the damage can be saved: `besedka journal export {path}`.\n"
    assert capsys.readouterr().err == f"{path} is damaged (entry 4). {hint}"
    assert run("export", path) == 1
    assert [json.loads(line)["seq"] for line in capsys.readouterr().out.splitlines()] == [1, 2, 3]


def test_the_figures_are_a_row_each(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("stats", path) == 0
    rows = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert (rows["entries"], rows["messages"], rows["snapshots after"]) == ("5", "3", "4")
    assert (rows["public messages"], rows["indexed for searching"]) == ("2", "0")


def test_a_copy_is_made_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = path.with_name("copy.db")
    assert run("backup", path, copy) == 0
    assert capsys.readouterr().out == f"Copied to {copy}.\n"
    assert run("check", copy) == 0
    assert run("backup", path, copy) == 1
    assert capsys.readouterr().err == f"{copy} is there already; a copy overwrites nothing.\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"my diary", "is not a journal of Besedka"), (None, "No such file or directory")],
)
def test_what_cannot_be_read_is_one_sentence(
    path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, sentence: str
) -> None:
    other = path.with_name("other.db")
    if content is not None:
        other.write_bytes(content)
    for action in ("check", "stats", "export"):
        assert run(action, other) == 1
        assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("argv", [(), ("check",), ("mend", "x"), ("check", "x", "y"), ("backup", "x")])
def test_what_is_not_understood_is_explained(
    path: Path, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*argv)
    assert caught.value.code == 2
    assert (
        "Say what to do: check FILE, stats FILE, export FILE, or backup FILE COPY." in capsys.readouterr().err
    )
