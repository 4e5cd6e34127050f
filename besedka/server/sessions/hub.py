"""The hub between the journal, the chat and the sessions: appends requests, applies and delivers entries."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable

from besedka.chat import Entry, Origin, Rules, Stamp
from besedka.chat.language.commands import (
    Command,
    Departure,
    Detach,
    Failed,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Resume,
    Seen,
    Tick,
)
from besedka.chat.language.events import Refused, Resumed, Stopping
from besedka.dialects import Request
from besedka.journal import MakeJournal, open_journal
from besedka.server.fanout.fanout import Fanout
from besedka.server.fanout.outbox import Outbox
from besedka.server.process.log import Log, log_failure
from besedka.server.resuming.resumptions import Resumptions
from besedka.server.resuming.tokens import hash_of
from besedka.server.sessions.counted_warning import CountedWarning
from besedka.server.sessions.delivery import Deliverer
from besedka.server.sessions.lookups import Lookups
from besedka.server.sessions.pending_answers import PendingAnswers
from besedka.server.sessions.replies import Replies
from besedka.server.sessions.session import Ending, Session
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
    - `node` is this node's name, `life` this run's; sessions that an earlier life left in the journal end here,
      unless they can be resumed: these are in the chat alone until then.
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
    ) -> None:
        self._loop = loop
        self._log = log
        self._own = Origin(node)
        self.life = life
        self._stopped = self._closed = False
        self._unrecorded: list[Failed] | None = []
        """Failures before this life began; None afterwards."""
        self._not_stored_warning = CountedWarning(loop, log, "not-stored", "commands")
        self.started = asyncio.Event()
        """Set when the node's life has begun in the journal; no session may join before."""
        self._journal = make_journal(self._commit, self._not_stored)
        self.chat, archive = open_journal(self._journal, self._fail), self._journal.archive
        self.fanout = Fanout(loop, self._slow, bound=outbox_bound, total_bound=total_bound)
        self._deliverer = Deliverer(node, self.fanout, log, self.now, self.chat)
        self._sessions = self._deliverer.sessions
        self.tell_more = self._deliverer.tell_more
        pending = PendingAnswers(self._slow, total_bound)
        self._lookups = Lookups(loop, self.chat, archive, self._deliverer, pending, log, self.now)
        self.stopped = asyncio.Event()
        """Set after `stop`, once the sessions were told: the journal has stored the stop, or could not."""
        self._waker = Waker(loop, self._journal, self._own, self.chat.next_due)
        self._snapshotter = Snapshotter(loop, self._journal, self.chat)
        # Shared by all sessions: each attribute access would create a new bound method.
        self._append = self._journal.append
        self._reply = Replies(self.chat, self.fanout, self._deliverer, self._lookups, self.now).reply
        self.resumptions = self._make_resumptions(node)
        self._begin(rules)

    def _make_resumptions(self, node: str) -> Resumptions:
        resumptions = Resumptions(
            self._loop,
            self.chat,
            self._sessions,
            self._append,
            self._make_session,
            node=node,
            life=self.life,
            durable=self._journal.durable,
        )
        self._deliverer.take = resumptions.take
        return resumptions

    def _begin(self, rules: Rules) -> None:
        """Begin this life in the journal, and record the failures that occurred while it was opened."""
        self._append_own(NodeStarted(self.life, None if self.chat.rules == rules else rules))
        early, self._unrecorded = self._unrecorded or (), None
        for failed in early:
            self._append_own(failed)

    @property
    def population(self) -> int:
        """Number of sessions of this node that have a connection."""
        return len(self._sessions)

    @property
    def durable(self) -> bool:
        """Whether messages outlive the server."""
        return self._journal.durable

    def now(self) -> Stamp:
        """Return the stamp of an answer: the last applied entry and the current time."""
        return Stamp(self.chat.last.seq, self._journal.now())

    def join(
        self,
        session_id: str,
        outbox: Outbox,
        network: str,
        name: str | None,
        on_end: Callable[[Ending | None], None],
        *,
        numbered: bool = False,
        bot: bool = False,
        token: str | None = None,
    ) -> Session:
        """Open a session and append its join to the journal.

        The output to `outbox` begins with the welcome. A session with a `token`, which is told next, can be resumed.
        """
        session = self._make_session(
            session_id, outbox, network, on_end, numbered=numbered, resumable=token is not None
        )
        session.secret = token
        self._deliverer.add(session)
        hashed = None if token is None else hash_of(token)
        session.submit(Request(Join(network, name, numbered, bot, hashed)), _JOIN)
        return session

    def _make_session(
        self,
        session_id: str,
        outbox: Outbox,
        network: str,
        on_end: Callable[[Ending | None], None],
        *,
        numbered: bool = True,
        resumable: bool = True,
    ) -> Session:
        return Session(
            self._own.node,
            session_id,
            outbox,
            self._append,
            self._reply,
            on_end,
            numbered=numbered,
            network=network,
            resumable=resumable,
        )

    def part(self, session: Session, reason: Departure) -> None:
        """Let a session go whose connection is unusable: it gets no further output, and is detached, or leaves.

        Who violated the protocol leaves. Nothing is appended for a session that has a newer connection, or awaits one.
        """
        if session.outbox is not None:
            self.fanout.leave(session.outbox)
        if not self._deliverer.forget(session) or self._stopped:
            return
        if self.resumptions.is_expected(session.id):
            return  # The newer connection is right, also about one that broke the protocol.
        leaves = not session.resumable or reason == "error"
        command = Leave(reason) if leaves else Detach(reason, session.seen)
        self._journal.append(Origin(self._own.node, session.id), command)

    def stop(self) -> None:
        """Announce that the server stops, and tell authors which of their messages are lost with it.

        The caller still has to close the sessions; their fate is decided by the journal.
        """
        self._waker.stop()
        self.resumptions.stop()
        self._append_own(NodeStopped(self.life, self._journal.durable))
        self._stopped = True

    async def close(self) -> None:
        """Wait until the journal has committed or refused everything, and has stored a last snapshot."""
        await self._journal.settle()
        self._snapshotter.finish()
        await self._journal.close()
        self._lookups.reader.close()
        self._closed = True

    # Commands and entries.

    def _append_own(self, command: Command) -> None:
        self._journal.append(self._own, command)

    def _commit(self, entry: Entry) -> None:
        """Apply a committed entry, pass on its deliveries, and let its session continue."""
        # Apply first: for an entry out of order this raises, and then nothing has changed.
        deliveries = self.chat.apply(entry)
        author = self._sessions.get(entry.origin.session)
        asked, ref = (False, None) if author is None else author.settle(entry.origin.request)
        self._deliverer.deliver(deliveries, self.chat.last, author, asked, ref)
        command = type(entry.command)
        if command is Tick:
            self._waker.finish_tick()
        else:
            self._waker.rearm()
        if command is Resume:
            delivered = any(type(delivery.event) is Resumed for delivery in deliveries)
            self.resumptions.conclude(entry.origin.session, delivered=delivered)
        if author is None:
            if command is NodeStarted:
                self.started.set()
            elif command is NodeStopped:
                self.stopped.set()
        elif command is Join and not self.chat.is_in(author.id):
            self._turn_away(author)
        elif self._sessions.get(author.id) is author:  # An ended session has no further requests.
            author.go_on()

    def _turn_away(self, session: Session) -> None:
        """End a session that could not join and was told why."""
        self._deliverer.forget(session)
        session.on_end(None)

    # Failures.

    def _not_stored(self, origin: Origin, command: Command) -> None:
        """Tell the author of a command that it was not stored; retry the server's own commands."""
        self._not_stored_warning.warn()
        if isinstance(command, Resume):
            self.resumptions.not_stored(origin.session)
            return
        if isinstance(command, Seen):
            return  # The next one, or the end of the connection, will tell as much.
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
        elif not (self._stopped or (isinstance(command, Detach) and self._is_back(origin.session))):
            self._journal.append(origin, command)

    def _is_back(self, session_id: str | None) -> bool:
        return session_id in self._sessions or self.resumptions.is_expected(session_id)

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
        if session is None or session.outbox is not outbox or outbox.start is None:
            return
        self.fanout.drop(outbox)
        if session.resumable:  # It comes back over another connection, and is told what it has missed.
            self.part(session, "slow")
            session.on_end("slow")
        else:
            session.submit(Request(Leave("slow")))
            session.forget_questions()  # Nobody would read the answers, and the farewell would wait for them.
