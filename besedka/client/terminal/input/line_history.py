"""The history of typed lines, for the arrow keys."""

from collections import deque

__all__ = ["LineHistory"]


class LineHistory:
    """Earlier lines, newest last, and the unfinished line (the draft) below them.

    Holds `limit` lines (bash: 500), in memory only. Blank lines and repetitions of the last line are not added.
    """

    def __init__(self, limit: int = 200) -> None:
        self._lines: deque[str] = deque(maxlen=limit)
        self._back = 0
        self._draft = ""

    def remember(self, line: str) -> None:
        """Add a finished line."""
        if line.strip() and (not self._lines or self._lines[-1] != line):
            self._lines.append(line)

    def leave(self) -> None:
        """Return to the position below the newest line and discard the draft."""
        self._back, self._draft = 0, ""

    def older(self, current: str) -> str | None:
        """Return the line before the shown one, None at the oldest. `current` is saved if it is the draft."""
        if self._back == len(self._lines):
            return None
        if not self._back:
            self._draft = current
        self._back += 1
        return self._lines[-self._back]

    def newer(self) -> str | None:
        """Return the line after the shown one, finally the draft; None if the draft is already shown."""
        if not self._back:
            return None
        self._back -= 1
        return self._lines[-self._back] if self._back else self._draft
