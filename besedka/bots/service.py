"""A bot in a chat, for as long as it runs: connections, handlers as tasks, and the end."""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, Final

from besedka.bots.bot import Bot
from besedka.bots.desk import notices
from besedka.bots.desk.actions import Abandon, Action, Begin, Note, TakeName, Tell, Ticket, Wait
from besedka.bots.desk.desk import Desk
from besedka.bots.handlers import NoAnswerError, call_handler
from besedka.bots.outbox import Outbox
from besedka.chat.language.commands import Rename
from besedka.client import Address, Backoff, Client, ClientError, ConnectionLost, Received, connect
from besedka.structured_log import Log, log_failure

__all__ = ["BotService"]

_STEADY: Final = 30.0
"""A connection that lasted so many seconds makes the next attempt an early one again."""

_NAME_PAUSES: Final = (30.0, 60.0)
"""Seconds between requests for a taken name: it may become free without an event (a held name)."""

_FAREWELL: Final = 2.0
"""Seconds that the last messages have after `BotLimits.stopping`."""

_LONGEST_FAREWELL: Final = 15.0
"""Seconds for the last messages, `exit`, and two closing handshakes, with a reserve."""

Sleep = Callable[[float], Awaitable[object]]
Uniform = Callable[[float, float], float]


class BotService:
    """Runs one bot. `run` returns after `stop`; until then it comes back after every lost connection: as the same
    session if the server keeps it, otherwise as a new one.

    `clock` (monotonic seconds), `sleep` and `uniform` are injected for tests.
    """

    def __init__(
        self,
        bot: Bot,
        address: Address,
        name: str,
        log: Log,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        uniform: Uniform = random.uniform,
    ) -> None:
        self._bot = bot
        self._address = address
        self._log = log
        self._clock, self._sleep, self._uniform = clock, sleep, uniform
        self._desk = Desk(bot, name)
        self._outbox = Outbox(log, lambda: self._desk.misnamed, sleep)
        self._backoff = Backoff(uniform=uniform, sleep=sleep)
        self._chat: Client | None = None
        self._work: dict[Ticket, asyncio.Task[None]] = {}
        self._announcing: set[asyncio.Task[None]] = set()
        self._stopping, self._hurry, self._settled = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def stop(self) -> None:
        """Finish what is under way, and leave. Called again: leave at once."""
        if self._stopping.is_set():
            self._hurry.set()
        self._stopping.set()

    @property
    def longest_stop(self) -> float:
        """Seconds that `stop`, called now, may take until `run` returns, unless a handler blocks the loop."""
        waits = 0 if self._stopping.is_set() else 3 * self._bot.limits.stopping
        return waits + _LONGEST_FAREWELL

    async def run(self) -> None:
        """Be in the chat until `stop`. Raises only for a bug of the library."""
        starting = asyncio.ensure_future(self._guarded(self._bot.start(), "start"))
        sending = asyncio.ensure_future(self._outbox.run())
        staying = asyncio.ensure_future(self._stay())
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({staying, sending, stopping}, return_when=asyncio.FIRST_COMPLETED)
            for task in (staying, sending):
                if task.done():
                    task.result()
            await self._finish()
        finally:
            self._desk.give_up()
            await _cancel([sending, staying, stopping, *self._work.values(), *self._announcing])
            await self._limited(_cancel([starting]), self._bot.limits.stopping)
            await self._limited(self._guarded(self._bot.stop(), "stop"), self._bot.limits.stopping)
            self._log.info("stopped")

    # -- connections -------------------------------------------------------------------------------------------------

    async def _stay(self) -> None:
        while True:
            entered = self._clock()
            why = await self._visit()
            if self._stopping.is_set():
                return
            if self._clock() - entered >= _STEADY:
                self._backoff.reset()
            delay = self._backoff.next_delay()
            self._log.warning("no-connection", why=why, again_in=f"{delay:.1f}")
            await self._backoff.wait(delay)

    async def _visit(self) -> str:
        """Join, and attend to the chat until the connection ends; return why it ended."""
        try:
            chat = await connect(
                self._address,
                name=self._desk.wanted_name,
                bot=True,
                reconnect_for=math.inf,
                backoff=Backoff(uniform=self._uniform, sleep=self._sleep),
            )
        except ClientError as error:
            return str(error)
        self._chat = chat
        asking = asyncio.ensure_future(self._ask_for_name(chat))
        try:
            async for received in chat:
                self._take(received)
                self._outbox.mute(self._desk.muted)
                self._outbox.attach(chat)  # not before the welcome: it says who is there, and who the bot is
        except ConnectionLost as lost:
            return lost.why
        else:
            return "the server has closed the connection"
        finally:
            self._chat = None
            self._outbox.attach(None)
            await _cancel([asking])
            await chat.close()

    def _take(self, received: Received) -> None:
        try:
            self._do(self._desk.receive(received, self._clock()))
        except Exception as error:  # noqa: BLE001 - no event from outside ends the service
            log_failure(self._log, f"event {type(received.event).__name__}", error)

    async def _ask_for_name(self, chat: Client) -> None:
        while True:
            await self._sleep(self._uniform(*_NAME_PAUSES))
            if self._desk.misnamed:
                self._log.warning("misnamed", name=self._desk.name, wanted=self._desk.wanted_name)
                self._take_name(chat, self._desk.wanted_name)

    def _take_name(self, chat: Client | None, name: str) -> None:
        if chat is not None and chat.connected:
            chat.post_nowait(Rename(name))

    # -- actions -----------------------------------------------------------------------------------------------------

    def _do(self, actions: Iterable[Action]) -> None:
        for action in actions:
            match action:
                case Begin(ticket):
                    self._begin(ticket)
                case Wait(ticket):
                    self._announce_later(ticket)
                case Abandon(ticket):
                    self._work[ticket].cancel()
                case Tell(message):
                    self._outbox.notify(message)
                case TakeName(name):
                    self._take_name(self._chat, name)
                case Note(event, fields, is_warning):
                    (self._log.warning if is_warning else self._log.info)(event, **fields)

    def _announce_later(self, ticket: Ticket) -> None:
        task = asyncio.ensure_future(self._announce(ticket))
        self._announcing.add(task)
        task.add_done_callback(self._announcing.discard)

    async def _announce(self, ticket: Ticket) -> None:
        await self._sleep(self._bot.limits.patience)
        self._do(self._desk.takes_long(ticket))

    def _begin(self, ticket: Ticket) -> None:
        task = self._work[ticket] = asyncio.ensure_future(self._attend(ticket))
        # Not in the task itself: one that is cancelled before it has begun runs no code of its own.
        task.add_done_callback(lambda _: self._end(ticket))

    def _end(self, ticket: Ticket) -> None:
        task = self._work.pop(ticket)
        if not task.cancelled() and task.exception() is not None:
            log_failure(self._log, "answering", task.exception())
        self._do(self._desk.done(ticket, self._clock()))
        self._settled.set()

    async def _attend(self, ticket: Ticket) -> None:
        """Answer a question: from its beginning until the answer is sent."""
        began = self._clock()
        messages = self._desk.answer(ticket, await self._answer(ticket))
        if not messages:
            self._log.error("empty-answer", command=ticket.command.name)
            messages = self._desk.answer(ticket, notices.failed(ticket.question.language))
        await self._outbox.deliver(messages)
        seconds = f"{self._clock() - began:.2f}"
        self._log.info("answered", asker=ticket.asker.name, command=ticket.command.name, seconds=seconds)

    async def _answer(self, ticket: Ticket) -> str | Sequence[str]:
        """Return what the handler says, or the sentence that tells why there is no answer."""
        question, limits = ticket.question, self._bot.limits
        handler = asyncio.ensure_future(call_handler(ticket, self._bot))
        handler.add_done_callback(_look_at)
        try:
            if not await self._ends(handler, limits.patience):
                self._do(self._desk.takes_long(ticket))
                if not await self._ends(handler, limits.time_limit - limits.patience):
                    self._log.warning("too-slow", command=ticket.command.name, seconds=limits.time_limit)
                    return notices.took_too_long(limits.time_limit, question.language)
            return handler.result()
        except NoAnswerError as error:
            self._log.error("no-answer", command=ticket.command.name, returned=error.returned)
            return notices.failed(question.language)
        except Exception as error:  # noqa: BLE001 - a handler's bug ends nothing but its answer
            log_failure(self._log, f"handler of {ticket.command.name}", error)
            return notices.failed(question.language)
        finally:
            handler.cancel()

    async def _ends(self, task: "asyncio.Future[Any]", seconds: float) -> bool:
        """Wait for the task, no longer than so many seconds; return whether it has ended."""
        alarm = asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            alarm.cancel()
        return task.done()

    # -- the end -----------------------------------------------------------------------------------------------------

    async def _finish(self) -> None:
        self._log.info("stopping", unanswered=len(self._work))
        self._desk.close()
        await self._limited(self._until_settled(), self._bot.limits.stopping)
        self._do(self._desk.give_up())
        await self._limited(self._until_settled(), _FAREWELL)
        if self._chat is not None and not self._hurry.is_set():
            await self._chat.exit(_FAREWELL)

    async def _until_settled(self) -> None:
        while not self._desk.idle:
            self._settled.clear()
            await self._settled.wait()
        await self._outbox.flush()

    async def _limited(self, work: Coroutine[Any, Any, None], seconds: float) -> None:
        """Wait for the work: no longer than so many seconds, nor after a second call of `stop`.

        Work that does not end when it is cancelled is left behind.
        """
        tasks = [
            asyncio.ensure_future(each) for each in (work, self._hurry.wait(), _slept(self._sleep, seconds))
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    async def _guarded(self, work: Awaitable[None], what: str) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - a bot's bug does not end the service
            log_failure(self._log, what, error)


async def _slept(sleep: Sleep, seconds: float) -> None:
    await sleep(seconds)


def _look_at(task: "asyncio.Future[Any]") -> None:
    """Mark the exception of a handler as retrieved, so that asyncio does not log it."""
    if not task.cancelled():
        task.exception()


async def _cancel(tasks: Sequence["asyncio.Future[Any]"]) -> None:
    """Cancel the tasks and wait until they have ended. This wait can be cancelled, unlike that of `gather`."""
    for task in tasks:
        task.add_done_callback(_look_at)
        task.cancel()
    await asyncio.wait(tasks)
