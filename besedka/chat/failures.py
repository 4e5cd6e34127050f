"""A handler that raises is a bug of ours. It fails by itself: what it was asked for, and nothing else.

Handlers check first and change then, so what raises in a check has changed nothing. Which part of an entry failed is
told (`OnFailure`), and recorded in the journal by whoever runs the chat (`commands.Failed`): a version that is mended
must not carry out, when it replays the entry, what nobody has seen.
"""

from collections.abc import Callable

from besedka.chat.commands import Failed
from besedka.chat.conduct import Conduct
from besedka.chat.delivery import Delivery
from besedka.chat.people import Delayed
from besedka.chat.scheduling import fail
from besedka.chat.state import State

__all__ = ["EXPIRY", "OnFailure", "end_badly", "raise_it"]

OnFailure = Callable[[Failed, Exception], None]
"""Called within `Chat.apply`, once for each part that has raised; not for one that was known to fail."""

EXPIRY = 0
"""What `Failed.number` says of the part that forgets what is over."""


def raise_it(_: Failed, error: Exception) -> None:
    """For tests and tools, to which a bug should be loud."""
    raise error


def end_badly(state: State, item: Delayed | Conduct) -> list[Delivery]:
    """What was due has failed: it is over all the same, or it would be due for ever."""
    if isinstance(item, Conduct):
        item.unmute()
        return []
    return fail(state, item, "internal-error") if item.number in item.author.pending else []
