"""Sends a bot's messages one after the other, as fast as the chat accepts them."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from besedka.bots.desk.actions import Outgoing
from besedka.chat.language.commands import Send
from besedka.client import Client, ConnectionLost, RefusedError, SessionOver, UnexpectedAnswer
from besedka.structured_log import Log

__all__ = ["Outbox"]

_MAX_NOTICES: Final = 256
_RETRYABLE: Final = ("not-stored",)
_RETRY_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 900.0


class Outbox:
    """A queue of messages with one in flight: the next one is sent when the chat has accepted the last.

    So a server that slows a fast sender down slows the bot down, and a refusal that names a time to wait (`left`) is
    obeyed. Answers go before notices. While there is no connection, or the bot is muted, answers wait; notices are
    dropped. A message is sent once, however often the connection is lost; one that was written and not accepted when
    its session ended is not sent in the next, as it may have arrived.
    """

    def __init__(
        self,
        log: Log,
        is_misnamed: Callable[[], bool],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._log = log
        self._is_misnamed = is_misnamed
        self._sleep = sleep
        self._chat: Client | None = None
        self._muted = False
        self._answers: deque[tuple[Outgoing, asyncio.Future[None]]] = deque()
        self._notices: deque[Outgoing] = deque()
        self._changed = asyncio.Event()
        self._may_speak = asyncio.Event()
        self._settled = asyncio.Event()
        self._sending = False

    def attach(self, chat: Client | None) -> None:
        """Send to this chat from now on; None: there is none. Call again when its connection is lost."""
        if chat is None or not chat.connected:
            self._drop_notices()  # They would come too late.
        if chat is self._chat:
            return
        self._chat = chat
        self._changed.set()
        self._may_speak.set()

    def mute(self, muted: bool) -> None:
        """Hold everything back while the bot is muted."""
        if muted != self._muted:
            self._muted = muted
            if muted:
                self._drop_notices()
            self._changed.set()
            self._may_speak.set()

    def notify(self, message: Outgoing) -> None:
        """Send a notice soon, or drop it."""
        if self._muted or not self._is_connected() or len(self._notices) >= _MAX_NOTICES:
            self._log.info("dropped", to=message.asker.name, muted=self._muted, waiting=len(self._notices))
            return
        self._notices.append(message)
        self._changed.set()

    async def deliver(self, messages: Sequence[Outgoing]) -> None:
        """Send the parts of an answer; return when each was accepted or dropped."""
        waiting = [(message, asyncio.get_running_loop().create_future()) for message in messages]
        self._answers.extend(waiting)
        self._changed.set()
        await asyncio.gather(*(sent for _, sent in waiting))

    async def flush(self) -> None:
        """Wait until nothing is left to send."""
        while self._answers or self._notices or self._sending:
            self._settled.clear()
            await self._settled.wait()

    async def run(self) -> None:
        """Send for ever."""
        while True:
            while (chat := self._open_chat()) is None or not (self._answers or self._notices):
                self._changed.clear()
                await self._changed.wait()
            self._sending = True
            await self._send_next(chat)
            self._sending = False
            self._settled.set()

    def _drop_notices(self) -> None:
        self._notices.clear()
        self._settled.set()

    def _is_connected(self) -> bool:
        return self._chat is not None and self._chat.connected

    def _open_chat(self) -> Client | None:
        """Return the chat if messages can be sent, now or as soon as its session has a connection again."""
        chat = self._chat
        is_open = chat is not None and (chat.connected or chat.resumable) and not self._muted
        return chat if is_open else None

    async def _send_next(self, chat: Client) -> None:
        message, sent = self._answers[0] if self._answers else (self._notices.popleft(), None)
        wanted = message.asker.here and not (message.notice and message.ticket and message.ticket.answered)
        if wanted and sent is not None and sent.done():  # whoever waited for it has been cancelled
            wanted = False
        wait = await self._try(chat, message) if wanted else None
        if wait is not None:
            if sent is None and self._open_chat() is chat:
                self._notices.appendleft(message)
            await self._pause(wait)
        elif sent is not None:
            self._answers.popleft()
            if not sent.done():
                sent.set_result(None)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not longer than until a new connection or the end of a mute."""
        self._may_speak.clear()
        waits = [asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._may_speak.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _try(self, chat: Client, message: Outgoing) -> float | None:
        """Send the message. Return the seconds after which to try again; None when that is settled."""
        to = None if message.public and not self._is_misnamed() else message.asker.name
        request = Send(message.text, to)
        try:
            await chat.send(message.text, to=to)
        except RefusedError as refused:
            left = refused.params.get("left")
            if isinstance(left, int):
                # Bounded before it is divided: an integer from outside may be too large for a float.
                seconds = max(_RETRY_PAUSE, min(max(left, 0), _LONGEST_PAUSE * 1000) / 1000)
                self._log.warning("slowed-down", code=refused.code, seconds=seconds)
                return seconds
            if refused.code in _RETRYABLE:
                return _RETRY_PAUSE
            self._log.warning("refused", code=refused.code, to=to)
        except ConnectionLost as lost:
            if isinstance(lost, SessionOver) and any(
                each.what == request and not each.written for each in lost.unanswered
            ):
                return _RETRY_PAUSE
            self._log.warning("unanswered", to=to, why=lost.why)
        except UnexpectedAnswer as error:
            self._log.warning("unanswered", to=to, why=error.why)
        return None
