"""Sessions that outlive their connections: detached, shown as away, resumed, or ended with their grace.

What a session misses are public messages, which are in the history, and events to it alone, which are kept until its
client has seen them. Everything else follows from the present state.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from heapq import merge

from besedka.chat.handlers.arrivals import end, welcome
from besedka.chat.handlers.ignoring import filter_of
from besedka.chat.handlers.keeping import confirm_seen, drop_kept
from besedka.chat.language.commands import LOOPBACK, Detach, NodeStarted, Resume, Seen
from besedka.chat.language.deliveries import Delivery, FilterChanged, to_everybody, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Away, Message, Resumed, Returned, Silenced, Stamp
from besedka.chat.language.rules import Rules
from besedka.chat.state import node_registry
from besedka.chat.state.history import HistoryRow
from besedka.chat.state.people import Person
from besedka.chat.state.resumption import KeptEvent, Resumption
from besedka.chat.state.state import State

__all__ = ["detach", "divide", "end_grace", "hold_over", "resume", "seen"]

_Missed = list[tuple[int, HistoryRow]]
"""Public messages, oldest first, and how many had been said with each of them (`Tally`)."""


def detach(state: State, entry: Entry, person: Person, command: Detach) -> list[Delivery]:
    """Handle `Detach`: keep the session; the others are told only when it is `away`. Without room, it ends.

    A session that was resumed on another node has a connection there: then nothing happens.
    """
    resumption = person.resumption
    if resumption is not None and entry.origin.node != person.node:
        return []
    confirm_seen(state, entry, person, command.seen)
    if resumption is None or not divide(state, state.rules, [person])[0]:
        return end(state, entry, person, command.reason)
    if resumption.until is None:
        _begin_grace(state, person, resumption, entry.at)
    return []


def seen(state: State, entry: Entry, person: Person, command: Seen) -> list[Delivery]:
    """Handle `Seen`: drop what is kept for the session up to there."""
    confirm_seen(state, entry, person, command.seq)
    return []


def resume(state: State, entry: Entry, person: Person, command: Resume) -> list[Delivery]:
    """Handle `Resume`: the others learn that it has `returned` if it was away; it gets its state and what it missed.

    It may still have an older connection, on any node: the newer one counts.
    """
    resumption = person.resumption
    if resumption is None:
        return []
    session, last = person.session, max(resumption.seen, min(command.seen, entry.seq - 1))
    rows, missed = _find_missed(state, person, resumption, last)
    kept = [item for item in resumption.kept if item.stamp.seq > last and not _is_hidden(person, item)]
    lost = len(resumption.lost) - bisect_right(resumption.lost, last)
    deliveries = [
        *([to_everybody(Returned(person.name.shown), session)] if resumption.away else []),
        to_one(FilterChanged(filter_of(person)), session),
        to_one(Resumed(welcome(state, person), missed, missed - len(rows), lost), session),
        *_replay(person, rows, kept),
    ]
    confirm_seen(state, entry, person, last)
    _drop_hidden(state, person, resumption)
    _attach(state, entry, person, resumption)
    return deliveries


def _find_missed(state: State, person: Person, resumption: Resumption, last: int) -> tuple[_Missed, int]:
    """Return the public messages after entry `last` that are told again, and the number of all that were missed.

    Those of people whom the person ignores do not count, as far as they are still in the history.
    """
    rules, hidden, room = state.rules, 0, state.rules.max_replayed_bytes
    place, full = state.tally.said, False
    told: _Missed = []
    for row in reversed(state.lobby.history):
        if row.seq <= last or (full and not person.hidden):
            break
        if row.session in person.hidden:
            hidden += 1
        elif not full:
            room -= len(row.message.text.encode("utf-8", "surrogatepass"))
            full = len(told) == rules.max_replayed or room < 0
            told += [] if full else [(place, row)]
        place -= 1
    said = max(resumption.said, state.tally.up_to(last) or 0)
    return told[::-1], state.tally.said - said - hidden


def _is_hidden(person: Person, kept: KeptEvent) -> bool:
    return kept.hidden or (isinstance(kept.event, Message) and kept.author in person.hidden)


def _replay(person: Person, rows: _Missed, kept: Iterable[KeptEvent]) -> list[Delivery]:
    """Return what was missed, in the order in which it happened, each with its own stamp."""
    public = (
        (said, 0, Delivery(row.message, person.session, row.session, Stamp(row.seq, row.at)))
        for said, row in rows
    )
    private = (
        (item.said, 1, Delivery(item.event, person.session, item.author, item.stamp))
        for item in kept
        if not isinstance(item.event, Silenced) or item.event.until == person.conduct.muted_until
    )
    return [delivery for _, _, delivery in merge(public, private, key=lambda row: row[:2])]


def _attach(state: State, entry: Entry, person: Person, resumption: Resumption) -> None:
    if resumption.until is not None:
        state.count_detached(person, -1)
    resumption.until, resumption.due, resumption.away = None, None, False
    state.agenda.drop(person.number)
    person.node = entry.origin.node


def _drop_hidden(state: State, person: Person, resumption: Resumption) -> None:
    """Drop what is kept of people whom the person ignores: it will never be told."""
    hidden = [item for item in resumption.kept if _is_hidden(person, item)]
    if hidden:
        resumption.kept = hidden + [item for item in resumption.kept if not _is_hidden(person, item)]
        drop_kept(state, resumption, len(hidden))


def end_grace(state: State, entry: Entry, person: Person) -> list[Delivery]:
    """Show a detached session as away when that is due; end it when its grace is over."""
    resumption = person.resumption
    if resumption is None or _is_held_over(state, entry, person, resumption):
        return []
    if resumption.until is None or resumption.due == resumption.until:
        return end(state, entry, person, "lost")
    resumption.away, resumption.due = True, resumption.until
    state.schedule_end_of_grace(person, resumption.until)
    return [to_everybody(Away(person.name.shown), person.session)]


def _is_held_over(state: State, entry: Entry, person: Person, resumption: Resumption) -> bool:
    """Give the session a new grace if its node starts with this entry: nobody could come back while it was down."""
    command, node = entry.command, entry.origin.node
    if person.node != node or not isinstance(command, NodeStarted):
        return False
    if not node_registry.is_new_life(state.nodes, node, command.life):
        return False
    _begin_grace(state, person, resumption, entry.at)
    return True


def divide(state: State, rules: Rules, people: Iterable[Person]) -> tuple[list[Person], list[Person]]:
    """Return whose sessions can be kept by these rules, now that their connections are gone, and whose end."""
    kept: list[Person] = []
    ended: list[Person] = []
    detached, more = state.detached, Counter[str]()
    for person in people:
        network = person.network
        of_network = state.detached_by_network[network] + more[network]
        crowded = of_network >= rules.max_detached_network and network != LOOPBACK
        if person.detached:
            kept.append(person)
        elif person.resumption is None or crowded or detached >= rules.max_detached:
            ended.append(person)
        else:
            kept.append(person)
            detached += 1
            more[network] += 1
    return kept, ended


def hold_over(state: State, entry: Entry, people: Iterable[Person]) -> None:
    """Let the grace of sessions begin whose connections are gone."""
    held = [(person, person.resumption) for person in people if person.resumption is not None]
    for person, resumption in held:
        _begin_grace(state, person, resumption, entry.at)


def _begin_grace(state: State, person: Person, resumption: Resumption, at: int) -> None:
    """Let the session's grace begin at `at`; one that is shown as away stays so."""
    rules = state.rules
    if resumption.until is None:
        state.count_detached(person, 1)
    resumption.until = at + rules.grace
    due = resumption.until if resumption.away else min(at + rules.away_after, resumption.until)
    resumption.due = due
    state.schedule_end_of_grace(person, due)
