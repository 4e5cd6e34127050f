"""Files of JSON lines."""

from pathlib import Path

from besedka.stage.run_folder import read_lines
from besedka.stage.services.line_file import LineFile


def test_records_stand_in_the_file_as_soon_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    with LineFile(path) as file:
        file.write({"a": 1}, {"a": 2})
        file.write()
        assert read_lines(path) == [{"a": 1}, {"a": 2}]
    with LineFile(path) as file:
        file.write({"a": 3})
    assert read_lines(path) == [{"a": 1}, {"a": 2}, {"a": 3}]


def test_a_line_that_was_cut_off_does_not_spoil_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_text('{"a": 1}\n{"a"', encoding="ascii")
    with LineFile(path) as file:
        file.write({"a": 2})
    assert read_lines(path) == [{"a": 1}, {"a": 2}]
