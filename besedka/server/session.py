"""One participant's identity on this node, and the order of what it asks."""

from collections.abc import Callable, Iterable
from typing import cast, get_args

from besedka.chat.commands import Command
from besedka.chat.events import Farewell
from besedka.dialects import Ref, Request, Shown
from besedka.server.outbox import Outbox

__all__ = ["Session"]

_COMMANDS = frozenset(get_args(Command))


class Session:
    """A session's requests, in order: a question waits until the session's earlier commands are committed, a command
    waits for the questions before it.

    `append` hands a command to the journal; `reply` answers everything else at once. `on_end` is called once, with
    the session's farewell, when it has left the chat; `on_progress`, once set, is called once, when a command has
    come back; `on_unsaid` whenever parts of an answer wait for the connection to ask for them.
    """

    __slots__ = (
        "_append",
        "_refs",
        "_reply",
        "_waiting",
        "id",
        "on_end",
        "on_progress",
        "on_unsaid",
        "outbox",
        "unsaid",
    )

    def __init__(
        self,
        outbox: Outbox,
        append: Callable[["Session", Command], None],
        reply: Callable[["Session", Request], None],
        on_end: Callable[[Farewell], None],
    ) -> None:
        self.id = outbox.session
        self.outbox = outbox
        self.on_end = on_end
        self.on_progress: Callable[[], None] | None = None
        self.on_unsaid: Callable[[], None] = _do_nothing
        self.unsaid: tuple[tuple[Shown, Ref | None], ...] = ()
        """Parts of answers that are still to be told, in order, before anything else that was asked."""
        self._append = append
        self._reply = reply
        # Short, and mostly empty: an empty deque takes ten times the memory of an empty list.
        self._refs: list[Ref | None] = []
        self._waiting: list[Request] = []

    @property
    def busy(self) -> int:
        """How many requests have no answer yet."""
        return len(self._refs) + len(self._waiting)

    def submit(self, request: Request) -> None:
        """Ask for something; the answer comes in the order of asking."""
        if self._waiting or self.unsaid or (self._refs and not self._is_command(request)):
            self._waiting.append(request)
        else:
            self._carry_out(request)

    def owe(self, parts: Iterable[Shown], ref: Ref | None) -> None:
        """These parts of an answer are told as the connection takes them."""
        self.unsaid = (*self.unsaid, *((part, ref) for part in parts))
        self.on_unsaid()

    def forget_unsaid(self) -> None:
        """Nobody takes what is still to be told; what has waited behind it is carried out."""
        self.unsaid = ()
        self.go_on()

    def next_unsaid(self) -> tuple[Shown, Ref | None]:
        """The next part, which is then told."""
        part, *rest = self.unsaid
        self.unsaid = tuple(rest)
        return part

    def committed(self) -> Ref | None:
        """The oldest command in flight has come back from the journal; returns what its author called it."""
        return self._refs.pop(0) if self._refs else None

    def go_on(self) -> None:
        """Carry out what has waited for the commands before it."""
        while self._waiting and not self.unsaid and (not self._refs or self._is_command(self._waiting[0])):
            self._carry_out(self._waiting.pop(0))
        if self.on_progress is not None:
            on_progress, self.on_progress = self.on_progress, None
            on_progress()

    def let_go(self) -> None:
        """Its connection is gone, and is told of nothing any more."""
        self.on_end, self.on_progress, self.on_unsaid, self.unsaid = _tell_nobody, None, _do_nothing, ()

    @staticmethod
    def _is_command(request: Request) -> bool:
        return type(request.ask) in _COMMANDS

    def _carry_out(self, request: Request) -> None:
        if type(request.ask) in _COMMANDS:
            self._refs.append(request.ref)
            self._append(self, cast("Command", request.ask))
        else:
            self._reply(self, request)


def _tell_nobody(_: Farewell) -> None:
    """Nobody is there."""


def _do_nothing() -> None:
    """Nobody has anything to ask for."""
