"""What the desk wants done, as records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from besedka.bots.bot import BotCommand, Question
from besedka.bots.desk.askers import Asker

__all__ = ["Abandon", "Action", "Begin", "Note", "Outgoing", "TakeName", "Tell", "Ticket", "Wait"]


@dataclass(eq=False, slots=True)
class Ticket:
    """A question on its way to its answer."""

    question: Question
    asker: Asker
    command: BotCommand
    begun_at: float | None = None
    announced: bool = False
    """Whether the asker was told that the answer takes a while."""

    answered: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send: to everybody if `public`, else to the asker, under the name that it has then.

    A notice is not worth waiting for: it is dropped when its ticket has been answered, and while the bot is muted.
    """

    text: str
    asker: Asker
    public: bool
    ticket: Ticket | None = None
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Begin:
    """Run the ticket's handler, pass what it returns to `Desk.answer`, send that, and call `Desk.done`."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Wait:
    """The ticket waits for its turn: call `Desk.takes_long` after `BotLimits.patience`."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Abandon:
    """The answer is not wanted any more: cancel the handler. Call `Desk.done` all the same."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Tell:
    """Send a notice."""

    message: Outgoing


@dataclass(frozen=True, slots=True)
class TakeName:
    """Ask the chat for this name: it may be free."""

    name: str


@dataclass(frozen=True, slots=True)
class Note:
    """Log this."""

    event: str
    fields: Mapping[str, object] = field(default_factory=dict)
    is_warning: bool = False


Action = Begin | Wait | Abandon | Tell | TakeName | Note
