"""The lives of nodes: what one begins with, and what it leaves behind."""

from besedka.chat.handlers.arrivals import end_sessions, tell_of_ends
from besedka.chat.handlers.scheduling import lose_everything
from besedka.chat.language.commands import NodeStarted, NodeStopped
from besedka.chat.language.delivery import Delivery, OnNode
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Stopping
from besedka.chat.state import lives
from besedka.chat.state.state import State

__all__ = ["node_started", "node_stopped"]


def node_started(state: State, entry: Entry, command: NodeStarted) -> list[Delivery]:
    """A node begins: the connections of its earlier life are gone, and so their sessions end.

    By the rules that it brings. A life that has begun already begins only once.
    """
    name = entry.origin.node
    node = state.nodes.get(name)
    if node is not None and command.life in node.lives:
        return []
    ghosts = [person for person in state.people.values() if person.node == name]
    told = tell_of_ends(ghosts, "lost")
    if command.rules is not None:
        state.change_rules(command.rules)
    end_sessions(state, entry, ghosts)
    lives.begin(state.nodes, name, command.life)
    return told


def node_stopped(state: State, entry: Entry, command: NodeStopped) -> list[Delivery]:
    """A node stops: its members are told, and, when the journal forgets, the authors of what is lost with it.

    The sessions stay: what ends them is the node's next start. Only the node's last life can end, and only once.
    """
    name = entry.origin.node
    node = state.nodes.get(name)
    if node is None or node.over or node.lives[-1] != command.life:
        return []
    told = Delivery(Stopping(), OnNode(name))
    lost = [] if command.durable else lose_everything(state, name)
    lives.end(state.nodes, name)
    return [told, *lost]
