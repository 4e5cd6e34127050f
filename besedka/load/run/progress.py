"""Progress display: one updated line on a terminal, an occasional line elsewhere."""

from collections.abc import Callable
from typing import TextIO

from besedka.dialects.words.languages import N_, Language
from besedka.dialects.words.quantities import number, time
from besedka.load.run.runner import Progress
from besedka.standard_streams import tell

__all__ = ["progress"]

_STEPS = {
    "entering": N_("coming in: {users} users"),
    "traffic": N_(
        "{seconds} s: {users} users, {sent} sent a second, {delivered} delivered a second, p99 {p99}"
    ),
    "draining": N_("waiting for what is under way: {delivered} delivered a second"),
}
_LINE_INTERVAL = 5


def progress(stream: TextIO, words: Language) -> Callable[[Progress], None]:
    """Return a function to call once a second with a snapshot; off a terminal it shows the first and every fifth."""
    live = stream.isatty()
    seen = 0

    def show(snapshot: Progress) -> None:
        nonlocal seen
        seen += 1
        if live or seen % _LINE_INTERVAL == 1:
            line = _line(snapshot, words)
            tell(stream, f"\r{line}\x1b[K" if live else f"{line}\n")

    return show


def _line(snapshot: Progress, words: Language) -> str:
    line = words.text(_STEPS[snapshot.step]).format(
        seconds=f"{snapshot.seconds:.0f}",
        users=number(snapshot.users, words),
        sent=number(snapshot.sent, words),
        delivered=number(snapshot.delivered, words),
        p99=time(None if snapshot.p99 is None else snapshot.p99 / 1e6, words),
    )
    if snapshot.wrong:
        line += words.text(", {n} wrong").format(n=snapshot.wrong)
    return line
