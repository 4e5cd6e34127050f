"""Nodes of the server: ends the sessions of an earlier run on start, reports what is lost on stop."""

from besedka.chat.handlers.arrivals import announce_ends, end_sessions
from besedka.chat.handlers.ignoring import keep_ignored
from besedka.chat.handlers.resuming import divide, hold_over
from besedka.chat.handlers.scheduling import fail_pending_of_node
from besedka.chat.language.commands import NodeStarted, NodeStopped
from besedka.chat.language.deliveries import Delivery, OnNode
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Stopping
from besedka.chat.state import node_registry
from besedka.chat.state.state import State

__all__ = ["node_started", "node_stopped"]


def node_started(state: State, entry: Entry, command: NodeStarted) -> list[Delivery]:
    """Handle `NodeStarted`: the connections of the node's earlier run are gone, so end their sessions.

    Those that can be resumed are detached instead. The rules in the command take effect. A second entry for the same
    run changes nothing.
    """
    name = entry.origin.node
    if not node_registry.is_new_life(state.nodes, name, command.life):
        return []
    of_node = (person for person in state.people.values() if person.node == name)
    held, ghosts = divide(state, command.rules or state.rules, of_node)
    deliveries = announce_ends(ghosts, "lost")
    if command.rules is not None:
        state.change_rules(command.rules)
    hold_over(state, entry, held)
    if state.rules.max_late is not None:  # Only a durable journal has this setting.
        keep_ignored(state, ghosts)
    deliveries += end_sessions(state, entry, ghosts)
    node_registry.begin_life(state.nodes, name, command.life)
    return deliveries


def node_stopped(state: State, entry: Entry, command: NodeStopped) -> list[Delivery]:
    """Handle `NodeStopped`: notify the node's members and, unless it is `durable`, the authors of lost messages.

    The sessions stay until the node's next start ends them, except those that wait for a connection in vain, because
    the node is not `durable`. Only the node's last run can stop, and only once.
    """
    name = entry.origin.node
    node = state.nodes.get(name)
    if node is None or node.over or node.lives[-1] != command.life:
        return []
    stopping = Delivery(Stopping(), OnNode(name))
    lost = [] if command.durable else [*_end_detached(state, entry), *fail_pending_of_node(state, entry)]
    node_registry.end_life(state.nodes, name)
    return [stopping, *lost]


def _end_detached(state: State, entry: Entry) -> list[Delivery]:
    """End the sessions of the node that have no connection: nobody will resume them."""
    of_node = (person for person in state.people.values() if person.node == entry.origin.node)
    detached = [person for person in of_node if person.detached]
    deliveries = announce_ends(detached, "lost")
    return [*deliveries, *end_sessions(state, entry, detached)]
