"""A session in a chat, from its first connection to its end."""

import asyncio
from typing import Any, Final

from besedka.chat.language.commands import Seen
from besedka.chat.language.events import Farewell, Refused, Resumed, Stamp
from besedka.client.address import Address
from besedka.client.backoff import Backoff
from besedka.client.connection.channel import Channel
from besedka.client.errors import (
    ConnectionLost,
    ConnectionReplaced,
    RefusedError,
    SessionOver,
)
from besedka.client.local_events import Disconnected
from besedka.client.session.confirmation import Confirmation
from besedka.client.session.entrance import JOIN, Entrance
from besedka.client.session.inbox import Inbox
from besedka.client.session.options import SessionOptions
from besedka.client.session.outgoing import Outgoing, is_final
from besedka.client.session.position import Position
from besedka.client.session.returning import Returning
from besedka.client.session.saved_session import SavedSession, without_token
from besedka.dialects.commands.requests import Ask, JoinChat, Replaced, ResumeSession, SessionGranted
from besedka.dialects.json.client_codec import MalformedEvent, Received, decode_event, encode_request
from besedka.dialects.plain.refusal_lines import explain
from besedka.dialects.words.clock import LocalClock

__all__ = ["Session"]

_NORMAL_ENDS: Final = (1000, 1001)
_REPLACED: Final = 4001
_GRACE: Final = 300
"""Seconds that a session is assumed to outlive its connection if the server did not say. The server's default."""


class Session:
    """Keeps a session connected, and what belongs to it: `inbox`, `outgoing` and `confirmation`.

    - `enter` makes the first connection. If the server grants a token, a lost connection is replaced by another one,
      and `error` stays None until the session is over for good.
    """

    def __init__(
        self, address: Address, target: str, options: SessionOptions, saved: SavedSession | None = None
    ) -> None:
        self._address, self._target, self._options = address, target, options
        self._loop = asyncio.get_running_loop()
        seq = 0 if saved is None else saved.seq
        self.inbox = Inbox(self._regulate)
        self.confirmation = Confirmation(self._send_seen, seq)
        self.outgoing = Outgoing(self.confirmation.flush, 0 if saved is None else saved.request)
        self.outgoing.numbered = options.resumes
        self.error: ConnectionLost | None = None
        self.over = False
        self.token = None if saved is None else saved.token
        self._grace = _GRACE
        self._position = Position(seq)
        self._channel: Channel | None = None
        self._last: Channel | None = None
        self._entrance: Entrance | None = None
        self._task: asyncio.Task[SessionOver | None] | None = None
        self._closing = self._farewell = self._replaced = False
        self._fatal: ConnectionLost | None = None
        self._abandoned = 0
        """Attempts to resume without an answer: one of them may arrive late, and replace the connection of another."""
        self._returning = Returning(
            self.enter,
            self.inbox.tell,
            options.backoff or Backoff(),
            self._limit,
            wall=options.wall,
            clock=self._loop.time,
        )

    @property
    def opened_once(self) -> bool:
        """Whether the last attempt got through its handshake."""
        return self._entrance is not None and self._entrance.channel.opened_once

    @property
    def connected(self) -> bool:
        """Whether a request can be written now."""
        return self._channel is not None and self._channel.link.open

    @property
    def resumable(self) -> bool:
        """Whether the session outlives its connection."""
        return self.token is not None and not self.over

    # -- for the client ---------------------------------------------------------------------------------------------

    async def enter(self) -> None:
        """Connect, and join or resume; errors as in `Entrance.enter`."""
        first = JoinChat() if self._options.resumes else None
        entrance = Entrance(
            Channel(self._address, self._target, self),
            first if self.token is None else ResumeSession(self.token, self._position.seq),
        )
        self._entrance = entrance
        try:
            await entrance.enter(self._options.tls, self._options.timeout)
        finally:
            self._abandoned += entrance.abandoned
        self.outgoing.numbered &= entrance.asked

    def post(self, what: Ask | str, ref: int) -> None:
        """Make a request as soon as there is a connection.

        Raises `ConnectionLost` if there will be none, `RefusedError` if the request is too long.
        """
        if self.over or self._closing or not (self.connected or self.resumable):
            raise self.error or ConnectionLost("the connection is closed", 1000)
        refused = self.outgoing.post(what, ref, self.inbox.welcome.limits.max_text)
        if refused is not None:
            why = explain(refused, Stamp(0, 0), self.inbox.language, LocalClock())
            raise RefusedError(refused.code, refused.params, why)

    def wake(self) -> None:
        """Try to reconnect at once, or see whether the connection is alive."""
        if self._task is not None:
            self._returning.wake()
        elif self._channel is not None:
            self._channel.link.probe()

    def save(self) -> SavedSession | None:
        """Return what it takes to go on elsewhere, and do not reconnect any more; None if the session ends here."""
        if self.token is None or self.over:
            return None
        self.confirmation.flush()
        saved = SavedSession(self.token, self.confirmation.seq, self.outgoing.last_number)
        self._closing, self.token = True, None
        return saved

    async def close(self, timeout: float) -> None:
        """Perform the closing handshake, at most for `timeout` seconds; do not reconnect any more."""
        self._closing = True
        if self._channel is None:
            self._end(None)
        if self._last is not None:
            await self._last.link.close(timeout)

    def abort(self) -> None:
        """Cut the connection; do not reconnect any more."""
        self._closing = True
        if self._channel is None:
            self._end(ConnectionLost("aborted"))
        else:
            self._channel.link.abort("aborted")

    # -- besedka.client.connection.channel.ChannelOwner -------------------------------------------------------------

    def message_received(self, channel: Channel, text: str) -> None:
        """Take an event. A malformed one aborts the connection."""
        try:
            received = decode_event(text, self.inbox.last)
        except MalformedEvent as error:
            self._fail(channel, ConnectionLost(f"the server sent what nobody understands: {error}", 1002))
            return
        if channel is not self._channel and not self._admit(channel, received):
            return
        if not self._is_about_numbers(received) and self._position.take(received):
            self._take(received, text)

    def connection_ended(self, channel: Channel, code: int, why: str, *, clean: bool) -> None:
        """End the session, or try to get another connection."""
        if channel is not self._channel:
            if self._entrance is not None and self._entrance.channel is channel:
                self._entrance.lose(str(self._address), code, why)
            return
        self._channel = None
        lost = ConnectionLost(why, code)
        is_final = self._closing or self.token is None
        if self._fatal is not None:
            self._end(self._fatal)
        elif self._farewell or (is_final and clean and code in _NORMAL_ENDS):
            self._end(None)
        elif (self._replaced or code == _REPLACED) and not self._abandoned:
            self._end(ConnectionReplaced())
        elif is_final:
            self._end(lost)
        else:
            self._abandoned -= code == _REPLACED
            self._detach(lost, channel.link.heard_at)

    # -- connections ------------------------------------------------------------------------------------------------

    def _admit(self, channel: Channel, received: Received) -> bool:
        """Read an event before the session is in; return whether it belongs to the session."""
        entrance = self._entrance
        if entrance is None or entrance.channel is not channel:
            return False
        is_in = entrance.admit(received)
        if is_in:
            event: Any = received.event
            self.inbox.welcome = event.state if isinstance(event, Resumed) else event
            self._channel = self._last = channel
            self._returning.connected()
            self.outgoing.attach(channel.link)
        return is_in is not False

    def _fail(self, channel: Channel, error: ConnectionLost) -> None:
        """Abort a connection with which nothing can be done."""
        if channel is self._channel:
            self._fatal = error
        channel.link.abort(error.why)

    def _detach(self, lost: ConnectionLost, heard_at: float) -> None:
        self.inbox.forget_parts()
        self.outgoing.detach()
        self.inbox.tell(Disconnected(lost.why, lost.code, int(heard_at * 1000)))
        self._task = asyncio.ensure_future(self._returning.run(lost.why))
        self._task.add_done_callback(self._returned)

    def _returned(self, task: "asyncio.Task[SessionOver | None]") -> None:
        if self._task is task:
            self._task = None
        if task.cancelled():
            return
        bug = task.exception()
        if bug is not None:
            self._end(ConnectionLost(f"cannot reconnect: {bug!r}"))
            raise bug
        over = task.result()
        if over is not None:
            self._end(over)

    def _end(self, error: ConnectionLost | None) -> None:
        if self.over:
            return
        if isinstance(error, SessionOver):
            error.unanswered = self.outgoing.unanswered
            if error.reason in ("unknown-session", "new-server") and self.outgoing.is_leaving:
                error = None  # Only the farewell was lost.
        self.over, self.error = True, error
        if self._task is not None:
            self._task.cancel()
        self.confirmation.cancel()
        self.outgoing.close()
        self.inbox.close(error or ConnectionLost("the connection was closed", 1000))

    # -- events -----------------------------------------------------------------------------------------------------

    def _is_about_numbers(self, received: Received) -> bool:
        """Return whether this is how an older server refuses to let a session number its requests."""
        event = received.event
        if not isinstance(event, Refused):
            return False
        if received.ref == JOIN:
            self.outgoing.numbered = False
            return True
        return self.token is None and self.outgoing.unnumber(received.ref, event)

    def _take(self, received: Received, text: str) -> None:
        event = received.event
        if isinstance(event, SessionGranted):
            if self._options.resumes:
                self.token, self._grace = event.token, event.grace
            received, text = without_token(event, received)
        elif isinstance(event, Replaced):
            self._replaced = self._abandoned == 0
            if not self._replaced:
                return
        elif isinstance(event, Farewell):
            self._farewell = True
        self.inbox.take(received, text)
        if isinstance(received.ref, int) and is_final(received):
            self.outgoing.answered(received.ref)

    def _limit(self) -> float:
        """Return the seconds after which a session without a connection is given up."""
        chosen = self._options.reconnect_for
        return 2.0 * self._grace if chosen is None else chosen

    def _send_seen(self, seq: int) -> bool:
        if self._channel is None or not self._channel.link.open or not self.resumable:
            return False
        self._channel.link.send(encode_request(Seen(seq)))
        return True

    def _regulate(self) -> None:
        if self._channel is None:
            return
        if self.inbox.events.overflowing:
            self._fail(self._channel, ConnectionLost("too far behind the server", 1013))
        elif self.inbox.full:
            self._channel.link.pause()
        else:
            self._channel.link.resume()
