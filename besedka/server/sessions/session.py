"""One participant's identity on this node, and the order of what it asks."""

from collections.abc import Callable, Iterable
from typing import get_args

from besedka.chat import Origin
from besedka.chat.language.commands import Command, Departure
from besedka.chat.language.events import Refused
from besedka.dialects import Ref, Request, Shown
from besedka.server.fanout.outbox import Outbox
from besedka.server.sessions.replay import Record

__all__ = ["Session"]

_COMMANDS = frozenset(get_args(Command))


class Session:
    """A session's requests, in order: a question waits until the session's earlier commands are committed, a command
    waits for the questions before it and for no command.

    `id` is never used twice. `outbox` is what is written to its connection; None while it has none. `numbered` tells
    whether its client numbers its requests itself. `record` keeps what is addressed to it alone, for a session that may
    come back over another connection; None for one that will not.

    `append` hands a command to the journal, with its origin on this `node`; `reply` answers everything else at once.
    `on_end` is called once, when the session has left the chat, with the reason, or when it could not come in, with
    None; `on_progress`, once set, is called once, when a command has come back; `on_unsaid` whenever parts of an answer
    wait for the connection to ask for them.
    """

    __slots__ = (
        "_append",
        "_node",
        "_number",
        "_reply",
        "_under_way",
        "_waiting",
        "id",
        "numbered",
        "on_end",
        "on_progress",
        "on_unsaid",
        "outbox",
        "record",
        "unsaid",
    )

    def __init__(
        self,
        node: str,
        session_id: str,
        outbox: Outbox | None,
        append: Callable[[Origin, Command], None],
        reply: Callable[["Session", Request], None],
        on_end: Callable[[Departure | None], None],
        *,
        numbered: bool = False,
    ) -> None:
        self._node = node
        self.id = session_id
        self.outbox = outbox
        self.numbered = numbered
        self.record: Record | None = None
        self.on_end = on_end
        self.on_progress: Callable[[], None] | None = None
        self.on_unsaid: Callable[[], None] = _do_nothing
        self.unsaid: tuple[tuple[Shown, Ref | None], ...] = ()
        """Parts of answers that are still to be told, in order, before anything else that was asked."""
        self._append = append
        self._reply = reply
        self._number = 0
        # Short, and mostly empty: an empty deque takes ten times the memory of an empty list.
        self._under_way: list[tuple[int | None, Ref | None]] = []
        """The numbers of the commands that the journal has, and what their author called each."""
        self._waiting: list[tuple[Request, int | None]] = []

    @property
    def busy(self) -> int:
        """How many requests have no answer yet."""
        return len(self._under_way) + len(self._waiting)

    def ask(self, request: Request) -> None:
        """Submit what the client asked for, if it numbers its requests as it said that it would."""
        number = request.number
        if type(request.ask) not in _COMMANDS or number is not None:
            if number is not None and not self.numbered:
                request = Request(Refused("not-numbered"), request.ref)
        elif self.numbered:
            request = Request(Refused("missing-field", {"field": "request"}), request.ref)
        else:
            number = self._number = self._number + 1
            if not self._waiting and not self.unsaid:  # As nearly always.
                self._under_way.append((number, request.ref))
                self._append(Origin(self._node, self.id, number), request.ask)  # type: ignore[arg-type]
                return
        self.submit(request, number)

    def submit(self, request: Request, number: int | None = None) -> None:
        """Ask for something; the answer comes in the order of asking. What has no number is asked by the server, and
        not by the client."""
        if self._waiting or self.unsaid or (self._under_way and not self._is_command(request)):
            self._waiting.append((request, number))
        else:
            self._carry_out(request, number)

    def owe(self, parts: Iterable[Shown], ref: Ref | None) -> None:
        """Tell these parts of an answer, one at a time, as the connection takes them."""
        self.unsaid = (*self.unsaid, *((part, ref) for part in parts))
        self.on_unsaid()

    def forget_unsaid(self) -> None:
        """Drop what is still to be told, and carry out what has waited behind it."""
        self.unsaid = ()
        self.go_on()

    def next_unsaid(self) -> tuple[Shown, Ref | None]:
        """Take the next part of an answer, which is then told."""
        part, *rest = self.unsaid
        self.unsaid = tuple(rest)
        return part

    def settle(self, number: int | None) -> tuple[bool, Ref | None]:
        """Note that the command with this number has come back from the journal, as an entry or as not stored.

        Returns whether it was under way, and what its author called it. It was not when the journal repeats itself:
        then it has its answer.
        """
        under_way = self._under_way
        for place, (its_number, ref) in enumerate(under_way):
            if its_number == number:
                del under_way[place]
                return True, ref
        return False, None

    def go_on(self) -> None:
        """Carry out what has waited for the commands before it."""
        while (
            self._waiting
            and not self.unsaid
            and (not self._under_way or self._is_command(self._waiting[0][0]))
        ):
            self._carry_out(*self._waiting.pop(0))
        if self.on_progress is not None:
            on_progress, self.on_progress = self.on_progress, None
            on_progress()

    def let_go(self) -> None:
        """Call nothing of the connection any more, as it is gone."""
        self.on_end, self.on_progress, self.on_unsaid, self.unsaid = _tell_nobody, None, _do_nothing, ()

    @staticmethod
    def _is_command(request: Request) -> bool:
        return type(request.ask) in _COMMANDS

    def _carry_out(self, request: Request, number: int | None) -> None:
        if type(request.ask) in _COMMANDS:
            self._under_way.append((number, request.ref))
            self._append(Origin(self._node, self.id, number), request.ask)  # type: ignore[arg-type]
        else:
            self._reply(self, request)


def _tell_nobody(_: Departure | None) -> None:
    """Stand for `on_end` of a session without a connection."""


def _do_nothing() -> None:
    """Stand for `on_unsaid` of a session without a connection, or before it asks."""
