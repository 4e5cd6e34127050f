"""A program that does not end by itself is ended."""

import io
import threading

from besedka.bots.exit_deadline import ExitDeadline
from besedka.structured_log import open_log


class Program:
    """Says when it would have exited, and with which code."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.codes: list[int] = []
        self.ended = threading.Event()
        self.deadline = ExitDeadline(open_log("info", self.stream), self.end)

    def end(self, code: int) -> None:
        self.codes.append(code)
        self.ended.set()


def test_it_is_ended_when_the_time_is_over_and_the_log_says_why() -> None:
    program = Program()
    program.deadline.set(0.0, 3)
    assert program.ended.wait(60)
    assert program.codes == [3]
    assert (
        'event=cut-short why="a task or a thread of the bot has not ended" code=3'
        in program.stream.getvalue()
    )


def test_the_last_time_that_was_set_counts() -> None:
    program = Program()
    program.deadline.set(3600.0, 1)
    program.deadline.set(0.0)
    assert program.ended.wait(60)
    assert program.codes == [0]
