"""Earlier lines, for the arrow keys."""

from collections import deque

__all__ = ["LineHistory"]


class LineHistory:
    """What was typed before, newest last, and the unfinished line that waits below it.

    Holds `limit` lines (bash: 500), in memory alone; a line that repeats the last one, or is blank, is not kept twice.
    """

    def __init__(self, limit: int = 200) -> None:
        self._lines: deque[str] = deque(maxlen=limit)
        self._back = 0
        self._draft = ""

    def remember(self, line: str) -> None:
        """Keep a finished line."""
        if line.strip() and (not self._lines or self._lines[-1] != line):
            self._lines.append(line)

    def leave(self) -> None:
        """Stand below the newest line again, with no draft."""
        self._back, self._draft = 0, ""

    def older(self, current: str) -> str | None:
        """The line before the one that is shown; None at the oldest. `current` is kept when it is the draft."""
        if self._back == len(self._lines):
            return None
        if not self._back:
            self._draft = current
        self._back += 1
        return self._lines[-self._back]

    def newer(self) -> str | None:
        """The line after the one that is shown, at last the draft; None when the draft is shown already."""
        if not self._back:
            return None
        self._back -= 1
        return self._lines[-self._back] if self._back else self._draft
