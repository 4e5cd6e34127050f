"""One participant's session on this node, and the order of its requests."""

from collections.abc import Callable, Iterable
from typing import Literal, get_args

from besedka.chat import Origin, Stamp
from besedka.chat.language.commands import Command, Departure, Seen
from besedka.chat.language.events import Refused
from besedka.dialects import Ref, Request, Shown
from besedka.server.fanout.outbox import Outbox

__all__ = ["Ending", "Session"]

Ending = Departure | Literal["replaced"]
"""Why a connection's part in a session is over: the session has ended, or goes on over a newer connection."""

_COMMANDS = frozenset(get_args(Command))


class Session:
    """A session's requests, in order.

    A question waits until the session's earlier commands are committed. A command waits for earlier
    questions, but not for earlier commands. A question that is answered by a lookup (`begin_lookup`) is unanswered
    until then.

    - `id` is never reused.
    - `outbox` is the output of its connection; None once this was closed.
    - `network` is where its client comes from.
    - `numbered` tells whether its client numbers its requests itself.
    - `resumable` tells whether it outlives its connection. Over its next one it is another object with the same `id`.
    - `secret` is the token that its client is told behind the welcome; None once it was told.
    - `seen` is the last entry that its client is known to have seen.

    Callbacks:

    - `append` passes a command to the journal, with its origin on this `node`; `reply` answers any other
      request at once, or begins a lookup.
    - `on_end` is called once: with the reason when the session has left the chat or goes on over another connection,
      or with None if it could not join.
    - `on_progress`, once set, is called once, when a command has come back.
    - `on_unsaid` is called whenever parts of an answer are pending, for the connection to request them.
    """

    __slots__ = (
        "_append",
        "_kept_from",
        "_kept_up_to",
        "_node",
        "_number",
        "_reply",
        "_under_way",
        "_waiting",
        "id",
        "looking_up",
        "network",
        "numbered",
        "on_end",
        "on_progress",
        "on_unsaid",
        "outbox",
        "resumable",
        "secret",
        "seen",
        "unsaid",
    )

    def __init__(
        self,
        node: str,
        session_id: str,
        outbox: Outbox | None,
        append: Callable[[Origin, Command], None],
        reply: Callable[["Session", Request], None],
        on_end: Callable[[Ending | None], None],
        *,
        numbered: bool = False,
        network: str = "",
        resumable: bool = False,
    ) -> None:
        self._node = node
        self.id = session_id
        self.outbox = outbox
        self.numbered = numbered
        self.network = network
        self.resumable = resumable
        self.secret: str | None = None
        self.seen = 0
        self._kept_from = self._kept_up_to = 0
        # The first and the last entry of what the chat keeps for it; 0 if its client has confirmed everything.
        self.on_end = on_end
        self.on_progress: Callable[[], None] | None = None
        self.on_unsaid: Callable[[], None] = _do_nothing
        self.unsaid: tuple[tuple[Shown, Ref | None, Stamp | None], ...] = ()
        """Pending parts of answers, in order; they precede everything requested later. None: the stamp at that time."""
        self.looking_up: Request | None = None
        """The question that is being looked up; it is the first of those that wait."""
        self._append = append
        self._reply = reply
        self._number = 0
        # Lists, since they are short and mostly empty: an empty deque takes ten times the memory of an empty list.
        self._under_way: list[tuple[int | None, Ref | None]] = []
        """The numbers of the commands appended but not yet settled, each with its author's `ref`."""
        self._waiting: list[tuple[Request, int | None]] = []

    @property
    def busy(self) -> int:
        """Number of unanswered requests."""
        return len(self._under_way) + len(self._waiting)

    def ask(self, request: Request) -> None:
        """Submit the client's request, or an error if it is not numbered as the client declared."""
        number = request.number
        if type(request.ask) is Seen:
            self._confirm(request.ask.seq)
            return
        if type(request.ask) not in _COMMANDS or number is not None:
            if number is not None and not self.numbered:
                request = Request(Refused("not-numbered"), request.ref)
        elif self.numbered:
            request = Request(Refused("missing-field", {"field": "request"}), request.ref)
        else:
            number = self._number = self._number + 1
            if not self._waiting and not self.unsaid:  # The common case.
                self._under_way.append((number, request.ref))
                self._append(Origin(self._node, self.id, number), request.ask)  # type: ignore[arg-type]
                return
        self.submit(request, number)

    def note_kept(self, seq: int) -> None:
        """Note that an event of entry `seq` is kept until the session's client confirms it."""
        self._kept_from = self._kept_from or seq
        self._kept_up_to = max(self._kept_up_to, seq)

    def _confirm(self, seq: int) -> None:
        """Note what the client has seen. The journal is told only if something is kept: everything else is implied."""
        self.seen = max(self.seen, seq)
        if self.resumable and 0 < self._kept_from <= seq:
            self._kept_from = 0 if seq >= self._kept_up_to else seq + 1
            self._append(Origin(self._node, self.id), Seen(seq))

    def submit(self, request: Request, number: int | None = None) -> None:
        """Submit a request; answers come in the order of requests. A request without a number is the server's own."""
        if self._waiting or self.unsaid or (self._under_way and not self._is_command(request)):
            self._waiting.append((request, number))
        else:
            self._carry_out(request, number)

    def owe(self, parts: Iterable[Shown], ref: Ref | None, stamp: Stamp | None = None) -> None:
        """Queue these parts of an answer, to be sent one at a time as the connection requests them."""
        self.unsaid = (*self.unsaid, *((part, ref, stamp) for part in parts))
        self.on_unsaid()

    def begin_lookup(self, request: Request) -> None:
        """Let later requests wait until this question, which is being carried out, is answered (`end_lookup`)."""
        self.looking_up = request
        self._waiting.insert(0, (request, None))

    def end_lookup(self, parts: Iterable[Shown], stamp: Stamp) -> None:
        """Queue the parts of the answer to `looking_up`, and let later requests follow it."""
        request = self.forget_lookup()
        self.owe(parts, None if request is None else request.ref, stamp)
        self.go_on()

    def forget_lookup(self) -> Request | None:
        """Return the question that is being looked up, which is no longer pending; None if there is none."""
        request, self.looking_up = self.looking_up, None
        if request is not None:
            del self._waiting[0]
        return request

    def forget_answers(self) -> None:
        """Drop what is pending of answers, and what is being looked up; the requests that waited for it still wait."""
        self.unsaid = ()
        self.forget_lookup()

    def forget_questions(self) -> None:
        """Drop all that is pending of answers, and the questions that wait; carry out the commands behind them."""
        self.forget_answers()
        self._waiting = [waiting for waiting in self._waiting if self._is_command(waiting[0])]
        self.go_on()

    def next_unsaid(self) -> tuple[Shown, Ref | None, Stamp | None]:
        """Remove and return the next part of an answer, for the caller to send."""
        part, *rest = self.unsaid
        self.unsaid = tuple(rest)
        return part

    def settle(self, number: int | None) -> tuple[bool, Ref | None]:
        """Note that the command with this number has come back, as an entry or as not stored.

        Returns whether it was pending, and its author's `ref`. It is not pending if the journal repeats an
        entry; then it was already answered.
        """
        under_way = self._under_way
        for place, (its_number, ref) in enumerate(under_way):
            if its_number == number:
                del under_way[place]
                return True, ref
        return False, None

    def go_on(self) -> None:
        """Carry out the requests that waited for earlier commands."""
        while (
            self._waiting
            and self.looking_up is None
            and not self.unsaid
            and (not self._under_way or self._is_command(self._waiting[0][0]))
        ):
            self._carry_out(*self._waiting.pop(0))
        if self.on_progress is not None:
            on_progress, self.on_progress = self.on_progress, None
            on_progress()

    def let_go(self) -> None:
        """Reset the callbacks of the connection, which is gone."""
        self.on_end, self.on_progress, self.on_unsaid = _tell_nobody, None, _do_nothing
        self.forget_answers()

    @staticmethod
    def _is_command(request: Request) -> bool:
        return type(request.ask) in _COMMANDS

    def _carry_out(self, request: Request, number: int | None) -> None:
        if type(request.ask) in _COMMANDS:
            self._under_way.append((number, request.ref))
            self._append(Origin(self._node, self.id, number), request.ask)  # type: ignore[arg-type]
        else:
            self._reply(self, request)


def _tell_nobody(_: Ending | None) -> None:
    """Placeholder for `on_end` of a session without a connection."""


def _do_nothing() -> None:
    """Placeholder for `on_unsaid` of a session without a connection, or before the connection sets it."""
