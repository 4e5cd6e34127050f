"""How it goes, while it goes."""

import io

from made_reports import ENGLISH

from besedka.load.run.progress import progress
from besedka.load.run.runner import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal_and_few_elsewhere() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        tell = progress(stream, ENGLISH)
        for step in ("traffic", "entering", "traffic", "traffic", "draining"):
            tell(Progress(step, 3.2, 10, 5, 50, 12_300, 2))
    assert terminal.getvalue().count("\r") == 5
    assert "\n" not in terminal.getvalue()
    assert pipe.getvalue() == "3 s: 10 users, 5 sent a second, 50 delivered a second, p99 12.3 ms, 2 wrong\n"
