"""Where the journal, the chat and the sessions meet: requests on one side, entries on the other."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable
from typing import cast

from besedka.chat import Entry, Origin, Rules, Stamp
from besedka.chat.language.commands import (
    Command,
    Departure,
    Failed,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Tick,
)
from besedka.chat.language.events import Answer, Refused, Stopping
from besedka.chat.language.questions import Question
from besedka.dialects import Help, HelpShown, LanguageSet, Request, Shown, UseLanguage
from besedka.journal import MakeJournal, open_chat
from besedka.server.fanout.fanout import Fanout
from besedka.server.fanout.outbox import Outbox
from besedka.server.process.log import Log, log_failure
from besedka.server.sessions.delivery import Deliverer
from besedka.server.sessions.session import Session
from besedka.server.sessions.waker import Waker

__all__ = ["Hub"]

_RETRY = 1.0
"""Seconds until something of the server's own is appended again that could not be stored."""

_JOIN = 0
"""The number of the request that every session begins with."""


class Hub:
    """Feeds the chat with what the journal commits, and has the deliveries handed over, in that order.

    `make_journal` makes the journal from the callbacks for what it commits and for what it could not store. `node` is
    this node's name, `life` this run's: what an earlier life has left in the journal ends here. `record_bound` is
    bytes, of what is kept for all sessions that may come back, and again for each of them.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        make_journal: MakeJournal,
        rules: Rules,
        log: Log,
        *,
        node: str,
        life: str,
        outbox_bound: int,
        total_bound: int,
        record_bound: int = 0,
    ) -> None:
        self._loop = loop
        self._log = log
        self._own = Origin(node)
        self._life = life
        self._stopped = False
        self._closed = False
        self._unrecorded: list[Failed] | None = []
        """What has failed before this life has begun; None from then on."""
        self._not_stored_since = 0
        self._told_at = -_RETRY
        self.started = asyncio.Event()
        """Set when the node's life has begun in the journal; nobody may come in before."""
        self._journal = make_journal(self._commit, self._not_stored)
        self._chat = open_chat(self._journal.open(), self._fail)
        self.fanout = Fanout(loop, self._slow, bound=outbox_bound, total_bound=total_bound)
        self._deliverer = Deliverer(node, self.fanout, log, self.now, self._chat, record_bound=record_bound)
        self._sessions = self._deliverer.sessions
        self.tell_more = self._deliverer.tell_more
        self._waker = Waker(loop, self._journal, self._own, self._chat.next_due)
        # One of each for all sessions: an attribute of an object is a new method each time.
        self._append, self._answer_question = self._journal.append, self._reply
        self._begin(rules)

    def _begin(self, rules: Rules) -> None:
        """Begin this life in the journal, and record what has failed while the journal was opened."""
        self._append_own(NodeStarted(self._life, None if self._chat.rules == rules else rules))
        early, self._unrecorded = self._unrecorded or (), None
        for failed in early:
            self._append_own(failed)

    @property
    def population(self) -> int:
        """How many sessions this node has."""
        return len(self._sessions)

    @property
    def durable(self) -> bool:
        """Whether what is said here outlives the server."""
        return self._journal.durable

    def now(self) -> Stamp:
        """Return the stamp of an answer: the last applied entry, and the present time."""
        return Stamp(self._chat.last.seq, self._journal.now())

    def join(
        self,
        session_id: str,
        outbox: Outbox,
        network: str,
        name: str | None,
        on_end: Callable[[Departure | None], None],
        *,
        numbered: bool = False,
        resumable: bool = False,
    ) -> Session:
        """Open a session, and ask the journal to let it in.

        What is written to `outbox` begins with its welcome. A `resumable` one can be detached and attached again.
        """
        session = Session(
            self._own.node, session_id, outbox, self._append, self._answer_question, on_end, numbered=numbered
        )
        self._deliverer.add(session, resumable=resumable)
        session.submit(Request(Join(network, name, numbered)), _JOIN)
        return session

    def part(self, session: Session, reason: Departure) -> None:
        """End a session whose connection can carry nothing more: it gets nothing from here on, and leaves."""
        if session.outbox is not None:
            self.fanout.leave(session.outbox)
        if self._deliverer.forget(session) and not self._stopped:
            self._journal.append(Origin(self._own.node, session.id), Leave(reason))

    def detach(self, session: Session) -> None:
        """Keep a session whose connection is gone."""
        self._deliverer.detach(session)

    def attach(
        self, session: Session, outbox: Outbox, seq: int, on_end: Callable[[Departure | None], None]
    ) -> bool:
        """Tell a detached session over `outbox` what came behind entry `seq`; returns whether that is all of it."""
        return self._deliverer.attach(session, outbox, seq, on_end)

    def stop(self) -> None:
        """Tell everybody that the server stops, and authors what is lost with it.

        Sessions stay to be closed; what becomes of them, the journal decides.
        """
        self._waker.stop()
        self._append_own(NodeStopped(self._life, self._journal.durable))
        self._stopped = True

    async def close(self) -> None:
        """Wait until the journal has settled everything."""
        await self._journal.close()
        self._closed = True

    # Questions.

    def _reply(self, session: Session, request: Request) -> None:
        """Answer what is no command: a question, or something about the session itself."""
        ask = request.ask
        shown: Shown
        if isinstance(ask, Help):
            shown = HelpShown(ask.topic, self._chat.rules or Rules())
        elif isinstance(ask, UseLanguage):
            if session.outbox is not None:
                self.fanout.change_encoding(session.outbox, session.outbox.encoding.kin(ask.language))
            shown = LanguageSet(ask.language)
        elif isinstance(ask, Refused):
            shown = ask
        else:
            shown = self._look_up(session, cast("Question", ask))
        self._deliverer.answer(session, shown, self.now(), request.ref)

    def _look_up(self, session: Session, question: Question) -> Answer:
        try:
            return self._chat.answer(session.id, question)
        except Exception as error:  # noqa: BLE001 - a bug of ours, and nobody else's trouble
            log_failure(self._log, f"answering {type(question).__name__}", error)
            return Refused("internal-error")

    # Commands, and what the journal makes of them.

    def _append_own(self, command: Command) -> None:
        self._journal.append(self._own, command)

    def _commit(self, entry: Entry) -> None:
        """Apply a committed entry, deliver what it did, and let its session go on."""
        deliveries = self._chat.apply(entry)  # First: a broken journal raises, and then nothing has changed.
        author = self._sessions.get(entry.origin.session)
        if author is None:
            self._deliverer.deliver(deliveries, self._chat.last, None, False, None)
        else:
            asked, ref = author.settle(entry.origin.request)
            self._deliverer.deliver(deliveries, self._chat.last, author, asked, ref)
        command = type(entry.command)
        if command is Tick:
            self._waker.finish_tick()
        else:
            self._waker.rearm()
        if author is None:
            if command is NodeStarted:
                self.started.set()
        elif command is Join and not self._chat.is_in(author.id):
            self._turn_away(author)
        elif author.id in self._sessions:  # A session that has ended asks for nothing more.
            author.go_on()

    def _turn_away(self, session: Session) -> None:
        """End a session that could not come in, and has been told why."""
        self._deliverer.forget(session)
        session.on_end(None)

    # What goes wrong.

    def _not_stored(self, origin: Origin, command: Command) -> None:
        """Tell the author of a command that will never be an entry; what the server itself asked for is tried again."""
        self._tell_of_the_store()
        if origin.request is None:
            if isinstance(command, NodeStopped):
                self.fanout.broadcast(Stopping(), self.now())
            self._loop.call_later(_RETRY, self._append_again, origin, command)
            return
        session = self._sessions.get(origin.session)
        asked, ref = session.settle(origin.request) if session else (False, None)
        if session is None or not asked:
            return
        self._deliverer.answer(session, Refused("not-stored"), self.now(), ref)
        if isinstance(command, Join):
            self._turn_away(session)
        else:
            session.go_on()

    def _append_again(self, origin: Origin, command: Command) -> None:
        if isinstance(command, Tick):
            self._waker.finish_tick()
        elif not self._stopped:
            self._journal.append(origin, command)

    def _fail(self, failed: Failed, error: Exception) -> None:
        """Log where a handler has raised, and append that it did, for those who replay the entry."""
        log_failure(self._log, f"entry {failed.seq}", error)
        if self._unrecorded is not None:
            self._unrecorded.append(failed)
        elif not self._closed:
            self._append_own(failed)

    def _tell_of_the_store(self) -> None:
        """Log a line, once a second at the most, with the number of commands that were not stored since."""
        self._not_stored_since += 1
        if self._loop.time() - self._told_at >= _RETRY:
            self._log.warning("not-stored", commands=self._not_stored_since)
            self._told_at, self._not_stored_since = self._loop.time(), 0

    def _slow(self, outbox: Outbox) -> None:
        """End the session of a reader that is too slow; its farewell stands behind its backlog."""
        session = self._sessions.get(outbox.session)
        if session is not None and outbox.start is not None:
            self.fanout.leave(outbox)
            session.submit(Request(Leave("slow")))
            session.forget_unsaid()  # It would be told to nobody, and the farewell would wait behind it.
