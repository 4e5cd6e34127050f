"""Figures of the server: what was counted on the way, and what is looked up when somebody asks."""

import platform
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from operator import attrgetter

from besedka import __version__
from besedka.server.admission.connection_registry import ConnectionRegistry
from besedka.server.metrics.exposition import Family, Histogram, counter, gauge, labelled, write
from besedka.server.metrics.process_figures import process_families
from besedka.server.process.counts import Counts

__all__ = ["Figures"]

_KINDS = ("websocket_json", "websocket_plain", "lines", "http", "undetected")

_LAG_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_APPEND_BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Figures:
    """Everything that `/metrics` says. `registry` is None until the server has opened its journal."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.loop_lag = Histogram(_LAG_BOUNDS)
        self.appends = Histogram(_APPEND_BOUNDS)
        self.registry: ConnectionRegistry | None = None

    def exposition(self) -> bytes:
        """Return all figures as text."""
        return write(self._families())

    def _families(self) -> Iterator[Family]:
        labels = (("version", __version__), ("python", platform.python_version()))
        yield Family("besedka_info", "gauge", "The version of Besedka and of its Python.", (("", labels, 1),))
        if self.registry is not None:
            yield from _present(self.registry)
        yield from _counted(self.counts)
        yield counter("besedka_journal_appends_total", "Entries of the journal.", self.counts.journal_appends)
        yield self.appends.family(
            "besedka_journal_append_seconds",
            "Seconds until a transaction of the journal was on the disk, as its oldest entry has waited for it; "
            "one observation for each transaction, none without --journal.",
        )
        yield self.loop_lag.family(
            "besedka_event_loop_lag_seconds",
            "Seconds by which a timer was late that is due every tenth of a second.",
        )
        yield from process_families()


def _present(registry: ConnectionRegistry) -> Iterator[Family]:
    hub = registry.hub
    kinds = Counter(map(attrgetter("kind"), registry.connections))
    census = hub.chat.census()
    yield labelled(
        "gauge",
        "besedka_connections",
        "Open connections, by what they speak.",
        "kind",
        {kind: kinds[kind] for kind in _KINDS},
    )
    yield labelled(
        "gauge",
        "besedka_sessions",
        "Sessions in the chat: with a connection, and without one that are waited for.",
        "state",
        {"connected": hub.population, "detached": census.detached},
    )
    yield gauge("besedka_outbox_bytes", "Bytes that wait for readers, all together.", hub.fanout.backlog)
    yield gauge("besedka_pending_messages", "Delayed messages that are not sent yet.", census.pending)
    yield gauge("besedka_muted_sessions", "Sessions in the chat that are muted.", census.muted)
    yield counter(
        "besedka_flood_pauses_total",
        "How often a session had to wait since it was too fast (--flood).",
        registry.budgets.pauses,
    )
    yield counter(
        "besedka_outbox_drops_total",
        "Connections that were ended since their reader was too slow (--outbox).",
        hub.fanout.dropped,
    )


def _counted(counts: Counts) -> Iterator[Family]:
    yield labelled(
        "counter",
        "besedka_messages_received_total",
        "Requests of clients: commands that became entries, also those that were then refused, and questions.",
        "kind",
        _by_name(counts.requests),
    )
    yield labelled(
        "counter",
        "besedka_messages_sent_total",
        "Events that were sent, each once, however many have got it.",
        "kind",
        _by_name(counts.events),
    )
    yield counter("besedka_deliveries_total", "Events times those who have got them.", counts.deliveries)
    yield counter(
        "besedka_received_bytes_total", "Bytes that were read from connections.", counts.received_bytes
    )
    yield counter("besedka_sent_bytes_total", "Bytes that were given to connections.", counts.sent_bytes)
    yield labelled(
        "counter",
        "besedka_departures_total",
        "Connections of people in the chat that have ended, by reason.",
        "reason",
        counts.departures,
    )
    yield labelled(
        "counter", "besedka_refusals_total", "What was refused, by reason.", "code", counts.refusals
    )


def _by_name(counted: Mapping[type, int]) -> dict[str, float]:
    """Return the numbers by the names that the log has for these types."""
    return {re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower(): count for kind, count in counted.items()}
