"""Who has the stand: one program at a time changes it, and there is one run at a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from signal import SIGTERM
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership import ledger
from besedka.stage.running.ownership.ending import end_stand
from besedka.stage.running.ownership.interruption import Interrupted
from besedka.stage.running.ownership.processes import send
from besedka.stage.running.ownership.runtime import Current, Locked, Runtime
from besedka.stage.running.playing.progress import Display

__all__ = ["alone", "in_place_of_others", "left_behind", "make_way"]

_PATIENCE: Final = 60.0
"""Seconds for another program to end the stand after it was asked to."""

_STEP: Final = 0.05


@contextmanager
def alone(runtime: Runtime, program: str) -> Iterator[None]:
    """Work at the stand alone. Raises `StageFailure` with the other's run if somebody else does."""
    try:
        with runtime.locked():
            yield
    except Locked as locked:
        raise _refusal(runtime, locked, program) from None


def _refusal(runtime: Runtime, locked: Locked, program: str) -> StageFailure:
    current = runtime.current()
    if current is None or locked.holder is None:
        return StageFailure(N_("Another program works at the stand in this moment; try again."))
    sentence = N_("Run {run} is under way (process {pid}); Ctrl-C there, or `{program} down`, ends it.")
    return StageFailure(sentence, run=current.run, pid=locked.holder.pid, program=program)


@contextmanager
def in_place_of_others(runtime: Runtime, given_up: Callable[[], bool]) -> Iterator[None]:
    """Work at the stand alone, behind the end of the program that does now, which is asked to end by SIGTERM.

    Raises `StageFailure` if it does not end, and `Interrupted` if `given_up` is true first.
    """
    until = time.monotonic() + _PATIENCE
    asked = None
    while True:
        try:
            with runtime.locked():
                yield
                return
        except Locked as locked:
            holder = locked.holder
        if holder is not None and holder != asked and send(holder, SIGTERM):
            asked = holder
        if given_up():
            raise Interrupted
        if time.monotonic() > until:
            raise StageFailure(N_("Another program works at the stand in this moment; try again."))
        time.sleep(_STEP)


def make_way(runtime: Runtime, display: Display, words: Language, program: str) -> None:
    """End what an earlier program has left behind. Raises `StageFailure` if a stand is up on purpose."""
    current = runtime.current()
    if current is not None and current.kept and ledger.supervisor(runtime.ledger):
        raise StageFailure(N_("Run {run} is up; `{program} down` ends it."), run=current.run, program=program)
    if current is not None:
        display.note(left_behind(current, words))
    if not end_stand(runtime, current, emptied=False):
        raise StageFailure(N_("Processes of an earlier run cannot be ended."))


def left_behind(current: Current, words: Language) -> str:
    """Return the sentence that says that a run was left behind."""
    return words.text("Run {run} was left behind; what is still there of it is ended.").format(
        run=current.run
    )
