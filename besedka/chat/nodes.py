"""The lives of nodes: what one begins with, and what it leaves behind."""

from besedka.chat.arrivals import end_sessions
from besedka.chat.commands import NodeStarted, NodeStopped
from besedka.chat.delivery import Delivery, OnNode
from besedka.chat.entry import Entry
from besedka.chat.events import Stopping
from besedka.chat.scheduling import lose_everything
from besedka.chat.state import State

__all__ = ["node_started", "node_stopped"]


def node_started(state: State, entry: Entry, command: NodeStarted) -> list[Delivery]:
    """A node begins: the connections of its earlier life are gone, and so their sessions end."""
    ghosts = [person for person in state.people.values() if person.node == entry.origin.node]
    told = end_sessions(state, entry, ghosts, "lost")
    if command.rules is not None:
        state.change_rules(command.rules)
    return told


def node_stopped(state: State, entry: Entry, command: NodeStopped) -> list[Delivery]:
    """A node stops: its members are told, and, when the journal forgets, the authors of what is lost with it.

    The sessions stay: what ends them is the node's next start.
    """
    lost = [] if command.durable else lose_everything(state)
    return [Delivery(Stopping(), OnNode(entry.origin.node)), *lost]
