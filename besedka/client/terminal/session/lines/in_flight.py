"""Lines that were sent and are not answered yet, and those that never will be."""

import asyncio
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from typing import Final

__all__ = ["InFlightLines", "SentLine"]

_LATE_AFTER: Final = 1.0
"""Seconds without an answer after which the delay is shown."""


@dataclass(frozen=True, slots=True)
class SentLine:
    """A line as typed; `number` is its line number in the input, where there is one.

    `written`: whether it was handed to a connection. If not, it was surely not carried out.
    """

    text: str
    number: int | None = None
    written: bool = True


class InFlightLines:
    """Sent lines, by `ref`. `changed` is called with True when an answer becomes late, with False when none is late.

    `later(seconds, call)` schedules a call; by default it is the running loop's `call_later`.
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
        """The number of unanswered lines."""
        return len(self._lines)

    def add(self, ref: int, line: SentLine) -> None:
        """Note that a line was sent as request `ref`."""
        self._lines[ref] = line
        self._later(_LATE_AFTER, lambda: self._wait_on(ref, line))

    def answered(self, ref: int) -> SentLine | None:
        """Return the line that this answers, and forget it; None if there is none."""
        line = self._lines.pop(ref, None)
        self._settle({ref})
        return line

    def give_up(self, unwritten: Container[int] = ()) -> tuple[SentLine, ...]:
        """Forget all lines, because no answer will come; return them, oldest first.

        `unwritten`: the requests that were not handed to a connection.
        """
        lines, self._lines = self._lines, {}
        self._settle(set(self._late))
        return tuple(replace(line, written=ref not in unwritten) for ref, line in lines.items())

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
