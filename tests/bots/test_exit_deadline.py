"""A program that does not end by itself is ended."""

import threading
from pathlib import Path

from besedka.bots.exit_deadline import ExitDeadline
from besedka.log_writer import LogWriter
from besedka.structured_log import open_log


class Program:
    """Says when it would have exited, and with which code."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.codes: list[int] = []
        self.ended = threading.Event()
        self.file = path.open("w")
        self.lines = LogWriter(self.file.fileno())
        self.deadline = ExitDeadline(open_log("info", self.lines), self.lines, self.end)

    def end(self, code: int) -> None:
        self.codes.append(code)
        self.ended.set()

    def ends(self) -> None:
        """Wait for its end, and for the end of its log."""
        assert self.ended.wait(60)
        self.lines.close(60)
        self.file.close()


def test_it_is_ended_when_the_time_is_over_and_the_log_says_why(tmp_path: Path) -> None:
    program = Program(tmp_path / "log")
    program.deadline.set(0.0, 3)
    program.ends()
    assert program.codes == [3]
    line = 'event=cut-short why="a task or a thread of the bot has not ended" code=3'
    assert line in program.path.read_text(encoding="utf-8")


def test_the_last_time_that_was_set_counts(tmp_path: Path) -> None:
    program = Program(tmp_path / "log")
    program.deadline.set(3600.0, 1)
    program.deadline.set(0.0)
    program.ends()
    assert program.codes == [0]
