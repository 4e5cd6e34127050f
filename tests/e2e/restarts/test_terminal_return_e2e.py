"""The terminal client and a real server that is killed while people talk."""

import signal
from collections.abc import Callable
from pathlib import Path

from e2e_harness import Server
from pty_driver import driving


def test_a_terminal_outlives_a_server_that_keeps_a_journal(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    options = ("--flood", "0", "--journal", str(tmp_path / "chat.db"))
    first = start(*options)
    with driving(f"127.0.0.1:{first.port}", "--name", "ann", columns=120) as ann:
        ann.sees("ann>")
        with first.program("/?name=bob") as bob:
            bob.ask("send", text="psst", to="ann")
            ann.sees("bob → ann (private): psst")
            first.stop(signal.SIGKILL)
        ann.sees("Connection lost.")
        ann.type("send typed while it was gone\rsend draft")
        ann.sees("» send typed while it was gone")
        second = start(*options, "--port", str(first.port))
        with second.program("/?name=eve") as eve:
            eve.ask("send", text="are you there?", to="ann")
            ann.sees("eve → ann (private): are you there?")
        ann.sees("ann: typed while it was gone")
        ann.until(lambda: ann.last == "ann> send draft")
        assert sum("Welcome" in row for row in ann.rows) == 1
        assert sum("psst" in row for row in ann.rows) == 1
        assert sum("ann: typed while it was gone" in row for row in ann.rows) == 1


def test_a_terminal_begins_anew_with_a_server_that_has_kept_nothing(start: Callable[..., Server]) -> None:
    first = start("--flood", "0")
    with driving(f"127.0.0.1:{first.port}", "--name", "ann", columns=120) as ann:
        ann.sees("ann>")
        first.stop(signal.SIGKILL)
        ann.sees("Connection lost.")
        ann.type("send one\r")
        ann.sees("» send one")
        start("--flood", "0", "--port", str(first.port))
        ann.sees("The server was restarted and has kept nothing.")
        ann.sees("Failed: this was not sent. Send it now? Enter does.")
        ann.until(lambda: ann.last == "ann> send one")
        assert not ann.shows("ann: one")
        ann.type("\r")
        ann.sees("ann: one")
