"""What is told while a stand is raised, played on and ended: one line on a terminal, a line now and then elsewhere."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from besedka.chat.language.text import clean
from besedka.dialects.words.languages import N_, Language
from besedka.dialects.words.quantities import number, time
from besedka.load.run.runner import Progress
from besedka.stage.regular_file import open_regular
from besedka.standard_streams import tell

__all__ = ["CanaryCount", "Display"]

_INTERVAL: Final = 5
"""Seconds between two lines where there is no terminal."""

_STEPS: Final = {
    "entering": N_("{users} users are in; canary: {visits} visits, {failed} failed"),
    "traffic": N_(
        "{seconds} s: {users} users, {sent} sent a second, p99 {p99}; canary: {visits} visits, {failed} failed"
    ),
    "draining": N_("waiting for what is under way; canary: {visits} visits, {failed} failed"),
}


class CanaryCount:
    """Counts the canary's visits as they are written; each call of `update` reads what is new."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = 0
        self.visits = 0
        self.failed = 0

    def update(self) -> None:
        """Count the whole lines that have come since the last call."""
        try:
            with open_regular(self._file) as opened:
                opened.seek(self._read)
                new = opened.read()
        except OSError:
            return
        whole, newline, _ = new.rpartition(b"\n")
        self._read += len(whole) + len(newline)
        for line in whole.splitlines():
            self.visits += 1
            self.failed += _has_failed(line)


def _has_failed(line: bytes) -> bool:
    try:
        return bool(json.loads(line)["failed"])
    except (ValueError, KeyError, TypeError):
        return True


class Display:
    """Writes progress to a stream. On a terminal, `show` changes one line, and a `note` stays above it."""

    def __init__(self, stream: TextIO, words: Language) -> None:
        self._stream = stream
        self._words = words
        self._live = stream.isatty()
        self._seen = 0
        self._begun = False
        self._faults: list[str] = []

    def note(self, line: str) -> None:
        """Write a line that stays."""
        self._put(f"{clean(line)}\n")

    def step(self, line: str) -> None:
        """Show what is done now: on a terminal until something else is shown, elsewhere as a line."""
        self._put(clean(line, newline=False) if self._live else f"{clean(line)}\n")

    def load(self, snapshot: Progress, canary: CanaryCount) -> None:
        """Show how the load goes; called once a second. Elsewhere than on a terminal every fifth one is shown."""
        canary.update()
        self._seen += 1
        if not self._live and self._seen % _INTERVAL != 1:
            return
        text = self._words.text
        line = text(_STEPS.get(snapshot.step, _STEPS["draining"])).format(
            seconds=f"{snapshot.seconds:.0f}",
            users=number(snapshot.users, self._words),
            sent=number(snapshot.sent, self._words),
            p99=time(None if snapshot.p99 is None else snapshot.p99 / 1e6, self._words),
            visits=number(canary.visits, self._words),
            failed=number(canary.failed, self._words),
        )
        if self._faults:
            line += text("; fault: {fault}").format(fault=", ".join(self._faults))
        self.step(line)

    @contextmanager
    def broken(self, fault: str) -> Iterator[None]:
        """Show that this is broken, beside what else is, during the block."""
        self._faults.append(fault)
        try:
            yield
        finally:
            self._faults.remove(fault)

    def clear(self) -> None:
        """Take the changing line away."""
        if self._live and self._begun:
            tell(self._stream, "\r\x1b[K")

    def _put(self, text: str) -> None:
        self._begun = True
        if not self._live:
            tell(self._stream, text)
            return
        width = shutil.get_terminal_size().columns - 1
        shown = text if text.endswith("\n") else text[:width]
        tell(self._stream, f"\r\x1b[K{shown}")
