"""What was said while the connection was away, as far as the history still knows it."""

from besedka.chat.language.events import Recorded, Stamp

__all__ = ["missed_since"]


def missed_since(
    last: Stamp, back: Stamp, history: tuple[Recorded, ...], size: int
) -> tuple[tuple[Recorded, ...], bool]:
    """The messages said between `last` (the last event seen) and `back` (one's return).

    And whether others may be missing.

    By time, since a restarted server counts anew, and such a server has forgotten what the old one heard: its
    numbers begin again below `last`'s. Else nothing is missing when the history reaches back to `last`, or
    was not full (`size` messages).
    """
    known = tuple(row for row in history if row.stamp.seq < back.seq)
    rows = tuple(row for row in known if (row.stamp.at, row.stamp.seq) > (last.at, last.seq))
    restarted = back.seq <= last.seq
    return rows, restarted or (len(rows) == len(known) and len(history) >= size)
