"""A chat whose journal and clock are the test's, and the stream of each session, written down."""

from typing import TypeGuard

from besedka.chat import Chat, Delivery, Entry, Origin, Rules, Stamp
from besedka.chat.failures import OnFailure, reraise
from besedka.chat.language.commands import Command, NodeStarted, NodeStopped, Tick
from besedka.chat.language.deliveries import UNFILTERED, Filter, FilterChanged, OnNode
from besedka.chat.language.events import Event, Farewell, Refused, Resumed, Welcome
from besedka.chat.state.messages import HistoryRow

__all__ = ["MINUTE", "NOON", "SERVER", "ChatDriver", "addressee", "session_of", "token_of", "told"]

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


class ChatDriver:
    """Applies entries to a chat, with a clock that only the test moves, and delivers what comes of them.

    `who` names a session, never a name in the chat: who renames keeps it.
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

    def stop(self, node: str = "node", *, durable: bool = False) -> list[Event]:
        return self.server(NodeStopped(self.life(node), durable), node)

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
