"""Sessions that outlive their connections: detached, shown as away, resumed, or ended with their grace.

What a session misses are public messages, which are in the history, and events to it alone, which are kept until its
client has seen them: bytes that were written may never have arrived. Everything else follows from the present state.
"""

from collections.abc import Iterable
from dataclasses import replace
from heapq import merge

from besedka.chat.handlers.arrivals import announce_ends, end_sessions, leave, welcome
from besedka.chat.handlers.ignoring import filter_of
from besedka.chat.language.commands import LOOPBACK, Detach, Leave, NodeStarted, Resume, Seen
from besedka.chat.language.deliveries import Delivery, FilterChanged, to_everybody, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Away, Message, Resumed, Returned, Stamp, Undelivered
from besedka.chat.state import node_registry
from besedka.chat.state.history import HistoryRow
from besedka.chat.state.people import Person
from besedka.chat.state.resumption import KEPT, KeptEvent, Resumption, size_of
from besedka.chat.state.state import State

__all__ = ["confirm_seen", "detach", "end_grace", "hold_over", "keep_private", "resume", "seen"]


def detach(state: State, entry: Entry, person: Person, command: Detach) -> list[Delivery]:
    """Handle `Detach`: keep the session; the others are told only when it is `away`. Without room, it leaves."""
    resumption = person.resumption
    if resumption is None or not (person.detached or _may_detach(state, person)):
        return leave(state, entry, person, Leave(command.reason))
    confirm_seen(state, person, command.seen)
    if resumption.detached_at is None:
        _begin_grace(state, person, resumption, entry.at)
    return []


def resume(state: State, entry: Entry, person: Person, command: Resume) -> list[Delivery]:
    """Handle `Resume`: tell the others, if it was shown as away; then the session its state and what it missed."""
    resumption = person.resumption
    if resumption is None:
        return []
    session, was_away = person.session, resumption.away
    confirm_seen(state, person, min(command.seen, entry.seq - 1))
    returned = [to_everybody(Returned(person.name.shown), session)] if was_away else []
    resumption.away = False
    missed = _missed(state, person, resumption)
    resumed = Resumed(welcome(state, person), *_count(state, person, resumption, missed), resumption.lost)
    if resumption.detached_at is not None:
        state.count_detached(person, -1)
    resumption.detached_at, resumption.due, resumption.lost = None, None, 0
    state.agenda.drop(person.number)
    return [
        *returned,
        to_one(FilterChanged(filter_of(person)), session),
        to_one(resumed, session),
        *_replay(session, missed, resumption.kept),
    ]


def seen(state: State, _entry: Entry, person: Person, command: Seen) -> list[Delivery]:
    """Handle `Seen`: drop what is kept for the session up to there."""
    confirm_seen(state, person, command.seq)
    return []


def confirm_seen(state: State, person: Person, seq: int) -> None:
    """Note that the session's client has seen everything up to entry `seq`."""
    resumption = person.resumption
    if resumption is None or seq <= resumption.seen:
        return
    resumption.seen = seq
    history = state.lobby.history
    later = len(history.after(seq))
    # If nothing of what it has seen is kept, it may have missed more than is kept.
    if later < len(history):
        resumption.said = history.said - later
    while resumption.kept and resumption.kept[0].stamp.seq <= seq:
        _drop_oldest(state, resumption)


def keep_private(state: State, entry: Entry, deliveries: Iterable[Delivery]) -> None:
    """Keep the events to one session alone, for sessions that can be resumed."""
    for delivery in deliveries:
        # One with a stamp is told again.
        if (
            type(delivery.audience) is not str
            or type(delivery.event) not in KEPT
            or delivery.stamp is not None
        ):
            continue
        person = state.people.get(delivery.audience)
        if person is not None and person.resumption is not None:
            stamp = Stamp(entry.seq, entry.at)
            _keep(state, person.resumption, KeptEvent(stamp, delivery.event, delivery.author))  # type: ignore[arg-type]


def end_grace(state: State, entry: Entry, person: Person) -> list[Delivery]:
    """Show a detached session as away when that is due; end it when its grace is over."""
    resumption = person.resumption
    if resumption is None or resumption.detached_at is None or _is_started_anew(state, entry, person):
        return []  # `hold_over` gives it a new grace.
    if not resumption.away and state.rules.away_after < state.rules.grace:
        resumption.away = True
        resumption.due = resumption.detached_at + state.rules.grace
        state.schedule_end_of_grace(person)
        return [to_everybody(Away(person.name.shown), person.session)]
    deliveries = [*_return_undelivered(state, person, resumption), *announce_ends([person], "lost")]
    end_sessions(state, entry, [person])
    return deliveries


def hold_over(state: State, entry: Entry, people: Iterable[Person]) -> list[Person]:
    """Give sessions of an earlier run of their node a new grace; return those that cannot be resumed."""
    ended = []
    for person in people:
        resumption = person.resumption
        if resumption is None or not (person.detached or _may_detach(state, person)):
            ended.append(person)
        else:
            _begin_grace(state, person, resumption, entry.at)
    return ended


def _may_detach(state: State, person: Person) -> bool:
    rules = state.rules
    crowded = state.detached_by_network[person.network] >= rules.max_detached_network
    return state.detached < rules.max_detached and (person.network == LOOPBACK or not crowded)


def _begin_grace(state: State, person: Person, resumption: Resumption, at: int) -> None:
    if resumption.detached_at is None:
        state.count_detached(person, 1)
    rules = state.rules
    resumption.detached_at = at
    resumption.due = at + (rules.grace if resumption.away else min(rules.away_after, rules.grace))
    state.schedule_end_of_grace(person)


def _is_started_anew(state: State, entry: Entry, person: Person) -> bool:
    command, node = entry.command, entry.origin.node
    is_start = isinstance(command, NodeStarted) and node_registry.is_new_life(state.nodes, node, command.life)
    return is_start and person.node == node


def _return_undelivered(state: State, person: Person, resumption: Resumption) -> list[Delivery]:
    """Tell the authors who are here which of their private messages may not have arrived."""
    deliveries = []
    for kept in resumption.kept:
        event, author = kept.event, kept.author
        if isinstance(event, Message) and author in state.people and author != person.session:
            deliveries.append(to_one(Undelivered(event.number, event.text, person.name.shown), author))
    return deliveries


def _keep(state: State, resumption: Resumption, kept: KeptEvent) -> None:
    size = size_of(kept)
    resumption.kept.append(kept)
    resumption.size += size
    state.kept_bytes += size
    rules = state.rules
    while resumption.kept and (
        len(resumption.kept) > rules.max_kept
        or resumption.size > rules.max_kept_bytes
        or state.kept_bytes > rules.max_kept_total
    ):
        _drop_oldest(state, resumption)
        resumption.lost += 1


def _drop_oldest(state: State, resumption: Resumption) -> None:
    size = size_of(resumption.kept.popleft())
    resumption.size -= size
    state.kept_bytes -= size


def _missed(state: State, person: Person, resumption: Resumption) -> list[HistoryRow]:
    """Return the public messages that are told again: the newest of those after `seen` that it does not ignore."""
    rules, room = state.rules, state.rules.max_replayed_bytes
    rows = [row for row in state.lobby.history.after(resumption.seen) if row.session not in person.hidden]
    rows = rows[max(0, len(rows) - rules.max_replayed) :]
    for place in range(len(rows) - 1, -1, -1):
        room -= len(rows[place].message.text.encode("utf-8", "surrogatepass"))
        if room < 0:
            return rows[place + 1 :]
    return rows


def _count(state: State, person: Person, resumption: Resumption, told: list[HistoryRow]) -> tuple[int, int]:
    """Return how many public messages were missed, and how many of them are not told again."""
    history = state.lobby.history
    hidden = sum(row.session in person.hidden for row in history.after(resumption.seen))
    missed = history.said - resumption.said - hidden
    return missed, missed - len(told)


def _replay(session: str, rows: list[HistoryRow], kept: Iterable[KeptEvent]) -> list[Delivery]:
    public = ((row.seq, row.session, row.message, Stamp(row.seq, row.at)) for row in rows)
    private = ((item.stamp.seq, item.author, item.event, item.stamp) for item in kept)
    items = merge(private, public, key=lambda item: item[0])
    return [replace(to_one(event, session, author), stamp=stamp) for _, author, event, stamp in items]
