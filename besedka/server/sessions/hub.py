"""The hub between the journal, the chat and the sessions: appends requests, applies and delivers entries."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable

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
from besedka.chat.language.events import Refused, Stopping
from besedka.dialects import Help, HelpShown, LanguageSet, Request, Shown, UseLanguage
from besedka.journal import MakeJournal, open_chat
from besedka.server.fanout.fanout import Fanout
from besedka.server.fanout.outbox import Outbox
from besedka.server.process.log import Log, log_failure
from besedka.server.sessions.counted_warning import CountedWarning
from besedka.server.sessions.delivery import Deliverer
from besedka.server.sessions.lookups import Lookups
from besedka.server.sessions.pending_answers import PendingAnswers
from besedka.server.sessions.session import Session
from besedka.server.sessions.snapshotter import Snapshotter
from besedka.server.sessions.waker import Waker

__all__ = ["Hub"]

_RETRY_INTERVAL = 1.0
"""Seconds before an own command that could not be stored is appended again."""

_JOIN = 0
"""Request number of the join with which every session begins."""


class Hub:
    """Applies committed entries to the chat and passes on the deliveries, in that order.

    - `make_journal` creates the journal from the callbacks for committed and for unstored commands.
    - `node` is this node's name, `life` this run's; sessions that an earlier life left in the journal end here.
    - `record_bound` is the maximum size in bytes of the record shared by all resumable sessions, and of each
      session's own record.
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
        """Failures before this life began; None afterwards."""
        self._not_stored_warning = CountedWarning(loop, log, "not-stored", "commands")
        self.started = asyncio.Event()
        """Set when the node's life has begun in the journal; no session may join before."""
        self._journal = make_journal(self._commit, self._not_stored)
        opening, archive = self._journal.open(), self._journal.archive
        self._chat = open_chat(opening, self._fail, None if archive is None else archive.record)
        self.fanout = Fanout(loop, self._slow, bound=outbox_bound, total_bound=total_bound)
        self._deliverer = Deliverer(node, self.fanout, log, self.now, self._chat, record_bound=record_bound)
        self._sessions = self._deliverer.sessions
        self.tell_more = self._deliverer.tell_more
        pending = PendingAnswers(self._slow, total_bound)
        self._lookups = Lookups(loop, self._chat, archive, self._deliverer, pending, log, self.now)
        self.stopped = asyncio.Event()
        """Set after `stop`, once the sessions were told: the journal has stored the stop, or could not."""
        self._waker = Waker(loop, self._journal, self._own, self._chat.next_due)
        self._snapshotter = Snapshotter(loop, self._journal, self._chat)
        # Shared by all sessions: each attribute access would create a new bound method.
        self._append, self._answer_question = self._journal.append, self._reply
        self._begin(rules)

    def _begin(self, rules: Rules) -> None:
        """Begin this life in the journal, and record the failures that occurred while it was opened."""
        self._append_own(NodeStarted(self._life, None if self._chat.rules == rules else rules))
        early, self._unrecorded = self._unrecorded or (), None
        for failed in early:
            self._append_own(failed)

    @property
    def population(self) -> int:
        """Number of sessions of this node."""
        return len(self._sessions)

    @property
    def durable(self) -> bool:
        """Whether messages outlive the server."""
        return self._journal.durable

    def now(self) -> Stamp:
        """Return the stamp of an answer: the last applied entry and the current time."""
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
        bot: bool = False,
        resumable: bool = False,
    ) -> Session:
        """Open a session and append its join to the journal.

        The output to `outbox` begins with the welcome. A `resumable` session can be detached and attached again.
        """
        session = Session(
            self._own.node,
            session_id,
            outbox,
            self._append,
            self._answer_question,
            on_end,
            numbered=numbered,
            network=network,
        )
        self._deliverer.add(session, resumable=resumable)
        session.submit(Request(Join(network, name, numbered, bot)), _JOIN)
        return session

    def part(self, session: Session, reason: Departure) -> None:
        """End a session whose connection is unusable: it gets no further output, and leaves."""
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
        """Replay the deliveries after entry `seq` to a detached session; return whether all of them were kept."""
        return self._deliverer.attach(session, outbox, seq, on_end)

    def stop(self) -> None:
        """Announce that the server stops, and tell authors which of their messages are lost with it.

        The caller still has to close the sessions; their fate is decided by the journal.
        """
        self._waker.stop()
        self._append_own(NodeStopped(self._life, self._journal.durable))
        self._stopped = True

    async def close(self) -> None:
        """Wait until the journal has committed or refused everything, and has stored a last snapshot."""
        await self._journal.settle()
        self._snapshotter.finish()
        await self._journal.close()
        self._lookups.reader.close()
        self._closed = True

    # Questions.

    def _reply(self, session: Session, request: Request) -> None:
        """Answer a request that is not a command: a question, or a request about the session itself."""
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
            self._lookups.ask(session, request)
            return
        self._deliverer.answer(session, shown, self.now(), request.ref)

    # Commands and entries.

    def _append_own(self, command: Command) -> None:
        self._journal.append(self._own, command)

    def _commit(self, entry: Entry) -> None:
        """Apply a committed entry, pass on its deliveries, and let its session continue."""
        # Apply first: for an entry out of order this raises, and then nothing has changed.
        deliveries = self._chat.apply(entry)
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
            elif command is NodeStopped:
                self.stopped.set()
        elif command is Join and not self._chat.is_in(author.id):
            self._turn_away(author)
        elif author.id in self._sessions:  # An ended session has no further requests.
            author.go_on()

    def _turn_away(self, session: Session) -> None:
        """End a session that could not join and was told why."""
        self._deliverer.forget(session)
        session.on_end(None)

    # Failures.

    def _not_stored(self, origin: Origin, command: Command) -> None:
        """Tell the author of a command that it was not stored; retry the server's own commands."""
        self._not_stored_warning.warn()
        if origin.request is None:
            if isinstance(command, NodeStopped):
                self.fanout.broadcast(Stopping(), self.now())
                self.stopped.set()
            self._loop.call_later(_RETRY_INTERVAL, self._append_again, origin, command)
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
        """Log an exception in a handler, and append the failure to the journal for later replays of the entry."""
        log_failure(self._log, f"entry {failed.seq}", error)
        if self._unrecorded is not None:
            self._unrecorded.append(failed)
        elif not self._closed:
            self._append_own(failed)

    def _slow(self, outbox: Outbox) -> None:
        """End the session of a reader that is too slow; its farewell follows its backlog."""
        session = self._sessions.get(outbox.session)
        if session is not None and outbox.start is not None:
            self.fanout.leave(outbox)
            session.submit(Request(Leave("slow")))
            session.forget_questions()  # Nobody would read the answers, and the farewell would wait for them.
