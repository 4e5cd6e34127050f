"""Lines that were sent and have no answer yet, and what becomes of those that never get one."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = ["InFlightLines", "SentLine"]

_LATE_AFTER: Final = 1.0
"""Seconds without an answer after which that is shown."""


@dataclass(frozen=True, slots=True)
class SentLine:
    """A line as it was typed; `number` is its place in the input, where that has numbers."""

    text: str
    number: int | None = None


class InFlightLines:
    """The lines, by the `ref` of their request. `changed` is called when `late` begins or ends.

    `later(seconds, call)` has something called then; by default it is the running loop's.
    """

    def __init__(
        self,
        changed: Callable[[bool], None],
        later: Callable[[float, Callable[[], None]], object] | None = None,
    ) -> None:
        self._changed = changed
        self._later = later or asyncio.get_running_loop().call_later
        self._lines: dict[int, SentLine] = {}
        self._late: set[int] = set()

    def __len__(self) -> int:
        """How many there are."""
        return len(self._lines)

    def add(self, ref: int, line: SentLine) -> None:
        """A line goes out by the request `ref`."""
        self._lines[ref] = line
        self._later(_LATE_AFTER, lambda: self._wait_on(ref, line))

    def answered(self, ref: int) -> SentLine | None:
        """The line that this is the answer to; each is told once."""
        line = self._lines.pop(ref, None)
        self._settle({ref})
        return line

    def give_up(self) -> tuple[SentLine, ...]:
        """Forget all lines, for which no answer will come any more; returns them, oldest first."""
        lines, self._lines = tuple(self._lines.values()), {}
        self._settle(set(self._late))
        return lines

    def _wait_on(self, ref: int, line: SentLine) -> None:
        if self._lines.get(ref) is line:
            self._late.add(ref)
            if len(self._late) == 1:
                self._changed(True)

    def _settle(self, refs: set[int]) -> None:
        was_late = bool(self._late)
        self._late -= refs
        if was_late and not self._late:
            self._changed(False)
