"""Questions to the chat; those about public messages are answered off the loop's thread if they may take long."""

import time
from asyncio import AbstractEventLoop
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar, cast

from besedka.chat import Chat, Lookup, Stamp
from besedka.chat.language.events import Refused
from besedka.chat.language.questions import Question
from besedka.chat.state.messages import Messages
from besedka.dialects import Request, Shown, split
from besedka.journal import Archive, Turns
from besedka.server.process.log import Log, log_failure
from besedka.server.sessions.counted_warning import CountedWarning
from besedka.server.sessions.delivery import Deliverer
from besedka.server.sessions.pending_answers import PendingAnswers
from besedka.server.sessions.session import Session

__all__ = ["HistoryReader", "Lookups"]

T = TypeVar("T")

_pause = partial(time.sleep, 0)
"""Lets other threads compute. Without it, the loop would wait for `sys.getswitchinterval` (5 ms) at each turn."""


def _one_thread() -> Executor:
    return ThreadPoolExecutor(1, "lookups")


class Lookups:
    """Answers questions, from memory at once, or from all messages in another thread (`archive`, or else a copy).

    A session has one lookup at a time; its later requests wait. Networks take turns, so that one with many sessions
    keeps no other waiting. The stamp of an answer is that of the moment at which
    the question was carried out. An answer that its session no longer waits for is dropped.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        chat: Chat,
        archive: Archive | None,
        deliverer: Deliverer,
        pending: PendingAnswers,
        log: Log,
        now: Callable[[], Stamp],
    ) -> None:
        self._chat = chat
        self._archive = archive
        self.reader = HistoryReader(loop, chat)
        """Reads the messages in memory if there is no archive, and they are many."""
        self._deliverer = deliverer
        self._pending = pending
        self._log = log
        self._now = now
        self._not_readable = CountedWarning(loop, log, "not-readable", "questions")

    def ask(self, session: Session, request: Request) -> None:
        """Answer a question to the chat, or begin its lookup."""
        stamp = self._now()
        answer: Shown
        try:
            found = self._find(session, request)
            if isinstance(found, Lookup):
                self._begin(session, request, found, stamp)
                return
            answer = found
        except Exception as error:  # noqa: BLE001 - an internal error must not affect other sessions
            log_failure(self._log, f"answering {type(request.ask).__name__}", error)
            session.forget_lookup()
            answer = Refused("internal-error")
        self._deliverer.answer(session, answer, stamp, request.ref)

    def _find(self, session: Session, request: Request) -> Lookup | Any:
        found = self._chat.look_up(session.id, cast("Question", request.ask))
        if isinstance(found, Lookup) and self._archive is None and self._chat.history.small:
            return found.answer(self._chat.history)
        return found

    def _begin(self, session: Session, request: Request, lookup: Lookup, stamp: Stamp) -> None:

        def job(messages: Messages) -> Sequence[Shown]:
            # Split here as well: a long answer has megabytes.
            return split(lookup.answer(messages)) if session.looking_up is request else ()

        session.begin_lookup(request)  # Before the job, which may run at once.
        read = self.reader.read if self._archive is None else self._archive.read
        done, failed = (partial(tell, session, request, stamp) for tell in (self._end, self._fail))
        read(job, done, failed, session.network)

    def _end(self, session: Session, request: Request, stamp: Stamp, parts: Sequence[Shown]) -> None:
        if session.looking_up is request and self._deliverer.sessions.get(session.id) is session:
            session.end_lookup(parts, stamp)
            self._pending.add(session)

    def _fail(self, session: Session, request: Request, stamp: Stamp, error: Exception) -> None:
        self._not_readable.warn(why=f"{type(error).__name__}: {error}")
        self._end(session, request, stamp, (Refused("not-readable"),))


class HistoryReader:
    """Reads the chat's messages in memory like an `Archive`: in another thread, one job at a time.

    `make_executor` is called when the first job begins.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        chat: Chat,
        make_executor: Callable[[], Executor] = _one_thread,
    ) -> None:
        self._loop = loop
        self._chat = chat
        self._make_executor = make_executor
        self._executor: Executor | None = None
        self._waiting: Turns[tuple[int, Callable[[Messages], Any], Callable[[Future[Any]], None]]] = Turns()
        self._running = False
        self._closed = False

    def read(
        self,
        job: Callable[[Messages], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        client: str = "",
    ) -> None:
        """See `Archive.read`. Messages that are dropped from memory before the job begins are not read."""

        def tell(future: "Future[T]") -> None:
            error = future.exception()
            if error is None:
                done(future.result())
            elif isinstance(error, Exception):
                failed(error)

        self._waiting.put(client, (self._chat.last.seq, job, tell))
        self._begin_next()

    def close(self) -> None:
        """Drop all jobs; nobody is told of the one that runs."""
        self._closed = True
        self._waiting.clear()
        if self._executor is not None:
            self._executor.shutdown(wait=False)

    def _begin_next(self) -> None:
        """Begin the next job. Not before: a thousand that wait would have a thousand copies."""
        if self._running or not self._waiting:
            return
        seq, job, tell = self._waiting.take()
        if self._executor is None:
            self._executor = self._make_executor()
        self._running = True
        future = self._executor.submit(job, self._chat.history.copy(seq, _pause))

        def call(done: "Future[Any]") -> None:
            with suppress(RuntimeError):  # The loop is closed.
                self._loop.call_soon_threadsafe(self._return, done, tell)

        future.add_done_callback(call)

    def _return(self, future: "Future[Any]", tell: Callable[["Future[Any]"], None]) -> None:
        self._running = False
        if not self._closed:
            self._begin_next()
            tell(future)
