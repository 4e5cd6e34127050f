"""A chat to play scenes in: people come, speak, wait and go, and each one's stream is written down."""

from typing import TypeGuard

from besedka.chat import Chat, Delivery, Entry, Origin, Rules, Stamp
from besedka.chat.failures import OnFailure, reraise
from besedka.chat.language.commands import (
    LOOPBACK,
    Cancel,
    Command,
    Departure,
    Detach,
    Ignore,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Rename,
    Report,
    Resume,
    Seen,
    Send,
    Tick,
    Unignore,
)
from besedka.chat.language.deliveries import UNFILTERED, Filter, FilterChanged, OnNode
from besedka.chat.language.events import (
    Accepted,
    Event,
    Farewell,
    HistoryListed,
    IgnoredListed,
    Message,
    NotSent,
    Pending,
    Refused,
    Resumed,
    ScheduledListed,
    User,
    UsersListed,
    Welcome,
)
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, ShowHistory
from besedka.chat.state.messages import HistoryRow

__all__ = ["LOOPBACK", "MINUTE", "NOON", "SERVER", "Stage", "addressee", "session_of", "token_of", "told"]

NOON = 1_700_000_000_000
MINUTE = 60.0


SERVER = Origin("node")


def addressee(delivery: Delivery) -> str | None:
    """The session that gets it; None for all."""
    return delivery.audience if isinstance(delivery.audience, str) else None


def told(event: Event | FilterChanged) -> TypeGuard[Event]:
    return not isinstance(event, FilterChanged)


def session_of(who: str) -> str:
    return f"session of {who}"


def token_of(session: str) -> str:
    return f"token of {session}"


class Stage:
    """A chat with a clock that only the test moves.

    `who` names a session, never a name in the chat: who renames keeps it. By default somebody joins from a
    network of their own, under `who` as the name.
    """

    def __init__(self, rules: Rules | None = None, on_failure: OnFailure = reraise) -> None:
        self.messages: list[HistoryRow] = []
        """The public messages of which the chat has told."""
        self.chat = Chat(on_failure, on_message=self.messages.append)
        self.now = NOON
        self.journal: list[Entry] = []
        self.stream: list[tuple[Stamp, Delivery]] = []
        self.streams: dict[str, list[tuple[Stamp, Event]]] = {}
        self._inside: dict[str, str] = {}
        """Who is in, and on which node."""
        self._visits: dict[str, int] = {}
        self._nodes: dict[str, str] = {}
        self._read: dict[str, int] = {}
        self._filters: dict[str, Filter] = {}
        self._lives: dict[str, int] = {}
        self._resumable: set[str] = set()
        self._cut: set[str] = set()
        """Whose connections are gone: what is written to them never arrives."""
        self.start(rules or Rules())

    def session(self, who: str) -> str:
        """Of the present visit, or the last one: who comes back is another session."""
        visit = self._visits.get(who, 0)
        return f"{session_of(who)}, visit {visit + 1}" if visit else session_of(who)

    # -- the journal

    def apply(
        self, session: str | None, command: Command, request: int | None = None, node: str = "node"
    ) -> list[Delivery]:
        """Append one entry; hand its deliveries to those who are in the chat at that point."""
        if session is not None:
            self._nodes[session] = node
        if isinstance(command, NodeStarted):
            self._cut.update(s for s in self._resumable if self._inside.get(s) == node)
        entry = Entry(len(self.journal) + 1, self.now, Origin(node, session, request), command)
        self.journal.append(entry)
        deliveries = self.chat.apply(entry)
        stamp = Stamp(entry.seq, entry.at)
        for delivery in deliveries:
            self.stream.append((stamp, delivery))
            self._deliver(stamp, delivery)
        return deliveries

    def _deliver(self, stamp: Stamp, delivery: Delivery) -> None:
        to = addressee(delivery)
        if isinstance(delivery.event, FilterChanged):
            assert to in self._inside
            self._filters[to] = delivery.event.filter
            return
        node = delivery.audience.node if isinstance(delivery.audience, OnNode) else None
        for session in self._members(node) if to is None else [to]:
            if to is None and self._filters.get(session, UNFILTERED).hides(delivery.event, delivery.author):
                continue
            if isinstance(delivery.event, Welcome | Resumed):
                self._inside[session] = self._nodes[session]
                self._cut.discard(session)
            # Whose join has failed is answered, though it is not in.
            failed = delivery.event == Refused("internal-error")
            assert failed or session in self._inside, f"{delivery} to somebody who is not in"
            if session not in self._cut:
                self.streams.setdefault(session, []).append((delivery.stamp or stamp, delivery.event))
            if isinstance(delivery.event, Farewell):
                del self._inside[session]

    def _members(self, node: str | None) -> list[str]:
        """Who is in, on this node or on any."""
        return [session for session, its_node in self._inside.items() if node in (None, its_node)]

    def server(self, command: Command, node: str = "node") -> list[Event]:
        return [delivery.event for delivery in self.apply(None, command, node=node) if told(delivery.event)]

    def start(self, rules: Rules | None = None, node: str = "node") -> list[Event]:
        """The node begins another life."""
        return self.server(NodeStarted(self.new_life(node), rules), node)

    def new_life(self, node: str = "node") -> str:
        self._lives[node] = self._lives.get(node, 0) + 1
        return self.life(node)

    def life(self, node: str = "node") -> str:
        return f"life {self._lives[node]}"

    def change_rules(self, rules: Rules) -> None:
        self.start(rules, "another node")

    def do(
        self, who: str, command: Command, request: int | None = None, node: str | None = None
    ) -> list[Event]:
        """What `who` is delivered because of its own command, given where it gave the last one."""
        session = self.session(who)
        before = len(self.streams.get(session, ()))
        self.apply(session, command, request, node or self._nodes.get(session, "node"))
        return [event for _, event in self.streams.get(session, [])[before:]]

    def wait(self, seconds: float) -> None:
        """Time passes; the server ticks whenever the chat asked for it."""
        end = self.now + round(seconds * 1000)
        while (due := self.chat.next_due()) is not None and due <= end:
            self.now = max(due, self.now)
            self.server(Tick())
        self.now = end
        self.server(Tick())

    def sleep(self, seconds: float) -> None:
        """Time passes, and nobody ticks."""
        self.now += round(seconds * 1000)

    # -- what people do

    def join(
        self,
        who: str,
        name: str | None = "",
        network: str | None = None,
        *,
        node: str = "node",
        numbered: bool = False,
        bot: bool = False,
        resumable: bool = False,
    ) -> Welcome:
        """Enter under `name` (None: without a wish)."""
        wish = who if name == "" else name
        if isinstance(self.streams.get(self.session(who), [(None, None)])[-1][1], Farewell):
            self._visits[who] = self._visits.get(who, 0) + 1
        token = token_of(self.session(who)) if resumable else None
        if resumable:
            self._resumable.add(self.session(who))
        events = self.do(who, Join(network or f"network of {who}", wish, numbered, bot, token), node=node)
        welcome = events[0]
        assert isinstance(welcome, Welcome)
        return welcome

    def join_all(self, *people: str, network: str | None = None, resumable: bool = False) -> None:
        for who in people:
            self.join(who, network=network, resumable=resumable)
        self.forget()

    def cut(self, who: str) -> None:
        """The connection is gone, and the server does not know it yet."""
        self._cut.add(self.session(who))

    def position(self, who: str) -> int:
        """The last entry of which the client of `who` has seen something."""
        stream = self.streams[self.session(who)]
        return max(stamp.seq for stamp, event in stream if not isinstance(event, Resumed))

    def detach(self, who: str, reason: Departure = "lost", seen: int = 0) -> list[Event]:
        """The server notices that the connection of `who` is gone. Returns what it tells somebody else."""
        self.cut(who)
        deliveries = self.apply(self.session(who), Detach(reason, seen), node=self._nodes[self.session(who)])
        return [delivery.event for delivery in deliveries if told(delivery.event)]

    def resume(self, who: str, seen: int | None = None, node: str | None = None) -> list[tuple[Stamp, Event]]:
        """`who` comes back, having seen all until its connection was cut. Returns what it is told."""
        session = self.session(who)
        before = len(self.streams[session])
        last = self.position(who) if seen is None else seen
        self.apply(session, Resume(last), node=node or self._nodes[session])
        return self.streams[session][before:]

    def confirm(self, who: str, seq: int | None = None) -> None:
        """The client of `who` says what it has seen: by default everything."""
        last = self.position(who) if seq is None else seq
        assert self.apply(self.session(who), Seen(last), node=self._nodes[self.session(who)]) == []

    def leave(self, who: str, reason: Departure = "exit") -> list[Event]:
        return self.do(who, Leave(reason))

    def send(
        self, who: str, text: str, to: str | None = None, delay: int | None = None
    ) -> Accepted | Refused:
        return self._answer(self.do(who, Send(text, to, delay)))

    def schedule(self, who: str, text: str, delay: int, to: str | None = None) -> int:
        """Return the number of the delayed message."""
        answer = self.send(who, text, to, delay)
        assert isinstance(answer, Accepted), answer
        assert answer.number is not None
        return answer.number

    def rename(self, who: str, name: str) -> Accepted | Refused:
        return self._answer(self.do(who, Rename(name)))

    def report(self, who: str, name: str) -> Accepted | Refused:
        return self._answer(self.do(who, Report(name)))

    def ignore(self, who: str, name: str) -> Accepted | Refused:
        return self._answer(self.do(who, Ignore(name)))

    def unignore(self, who: str, name: str) -> Accepted | Refused:
        return self._answer(self.do(who, Unignore(name)))

    def cancel(self, who: str, number: int | None = None, *, everything: bool = False) -> Event:
        (answer,) = self.do(who, Cancel(number, everything))
        return answer

    def stop(self, node: str = "node", *, durable: bool = False) -> list[Event]:
        return self.server(NodeStopped(self.life(node), durable), node)

    def mute(self, name: str) -> None:
        """Four people from elsewhere come, complain of `name`, and go."""
        for index in range(4):
            who = f"witness-{len(self.journal)}-{index}"
            self.join(who, name=None)
            assert isinstance(self.report(who, name), Accepted)
            self.leave(who)

    @staticmethod
    def _answer(events: list[Event]) -> Accepted | Refused:
        (answer,) = [event for event in events if isinstance(event, Accepted | Refused)]
        return answer

    # -- what people see

    def seen(self, who: str) -> list[Event]:
        """What `who` was delivered since the last time this was asked."""
        session = self.session(who)
        stream = self.streams.get(session, [])
        start, self._read[session] = self._read.get(session, 0), len(stream)
        return [event for _, event in stream[start:]]

    def forget(self) -> None:
        """From here on `seen` tells only what is new."""
        self._read = {session: len(stream) for session, stream in self.streams.items()}

    def heard(self, who: str) -> list[str]:
        """The texts of the new messages."""
        return [event.text for event in self.seen(who) if isinstance(event, Message)]

    def returned(self, who: str) -> list[tuple[str, str]]:
        """Text and reason of the new messages that were not sent."""
        return [(e.message.text, e.reason) for e in self.seen(who) if isinstance(e, NotSent)]

    def times(self, who: str, kind: type[Event]) -> list[int]:
        """When, in milliseconds from now back to noon, `who` was delivered events of this kind."""
        return [
            stamp.at - NOON for stamp, event in self.streams[self.session(who)] if isinstance(event, kind)
        ]

    def users(self, who: str) -> tuple[User, ...]:
        answer = self.chat.answer(self.session(who), ListUsers())
        assert isinstance(answer, UsersListed)
        return answer.users

    def names(self, who: str) -> list[str]:
        return [user.name for user in self.users(who)]

    def muted(self, who: str) -> list[str]:
        return [user.name for user in self.users(who) if user.muted_until is not None]

    def name_of(self, who: str) -> str:
        answer = self.chat.answer(self.session(who), ListUsers())
        assert isinstance(answer, UsersListed)
        return answer.you

    def history(self, who: str) -> list[str]:
        answer = self.chat.answer(self.session(who), ShowHistory())
        assert isinstance(answer, HistoryListed)
        return [recorded.message.text for recorded in answer.messages]

    def ignored(self, who: str) -> list[tuple[str, bool]]:
        """Whom `who` ignores, and whether they are here."""
        answer = self.chat.answer(self.session(who), ListIgnored())
        assert isinstance(answer, IgnoredListed)
        return [(user.name, user.here) for user in answer.users]

    def scheduled(self, who: str) -> tuple[Pending, ...]:
        answer = self.chat.answer(self.session(who), ListScheduled())
        assert isinstance(answer, ScheduledListed)
        return answer.messages
