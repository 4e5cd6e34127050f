"""Delayed messages: each ends exactly once: sent, cancelled, or not sent for a reason."""

from collections.abc import Collection
from operator import attrgetter
from typing import Final, Literal

from besedka.chat.handlers.keeping import has_room_for, tell
from besedka.chat.handlers.message_delivery import deliver_message
from besedka.chat.handlers.naming import release_unneeded
from besedka.chat.handlers.refusals import refuse
from besedka.chat.handlers.unsent import keep_unsent
from besedka.chat.language.commands import LOOPBACK, Cancel, NodeStarted
from besedka.chat.language.deliveries import Delivery, to_one
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Accepted, Cancelled, Message, NotSent
from besedka.chat.language.rules import Rules
from besedka.chat.state import node_registry
from besedka.chat.state.people import DelayedMessage, Person, shown_name
from besedka.chat.state.state import State

__all__ = ["cancel", "due_after_leaving", "fail", "fail_pending_of_node", "fire", "schedule"]

Reason = Literal["muted", "recipient-left", "recipient-full", "stopping", "too-late", "internal-error"]
"""Why a delayed message is not sent."""


def schedule(
    state: State,
    entry: Entry,
    person: Person,
    text: str,
    recipient: Person | None,
    asked: str | None,
    delay: int,
) -> list[Delivery]:
    """Handle `Send` with a delay: keep the message pending, under its entry's number."""
    refusal = _check_schedule_limits(state, person, delay)
    if refusal:
        return refusal
    delayed = DelayedMessage(entry.seq, person, text, recipient, entry.at + delay * 1000, person.name)
    state.add_pending(delayed)
    name = shown_name(recipient)
    return [to_one(Accepted("send", delayed.number, delayed.due, name, asked), person.session)]


def _check_schedule_limits(state: State, person: Person, delay: int) -> list[Delivery]:
    rules = state.rules
    if not 0 <= delay <= rules.max_delay_seconds:
        return refuse(
            person.session, "delay-out-of-range", {"given": delay, "limit": rules.max_delay_seconds}
        )
    if len(person.pending) >= rules.max_pending:
        return refuse(person.session, "too-many-pending", {"limit": rules.max_pending})
    crowded = (
        person.network != LOOPBACK and state.pending_by_network[person.network] >= rules.max_pending_network
    )
    if crowded or state.pending >= rules.max_pending_total:
        limit = rules.max_pending_network if crowded else rules.max_pending_total
        return refuse(person.session, "schedule-full", {"limit": limit})
    return []


def cancel(state: State, entry: Entry, person: Person, command: Cancel) -> list[Delivery]:
    """Handle `Cancel`: the pending message that was created last, the one with the number, or all."""
    if command.number is not None and command.number not in person.pending:
        outcome = person.outcomes.get(command.number)
        code = f"already-{outcome}" if outcome else "no-such-number"
        return refuse(person.session, code, {"number": command.number})
    if not person.pending:
        return refuse(person.session, "nothing-pending")
    if command.everything:
        chosen = list(person.pending.values())
    else:
        number = next(reversed(person.pending)) if command.number is None else command.number
        chosen = [person.pending[number]]
    answer = Cancelled(tuple(delayed.as_pending() for delayed in chosen))
    leaves_gaps = any(delayed.waits for delayed in chosen)
    for delayed in chosen:
        _conclude(state, delayed, "cancelled")
    if leaves_gaps and entry.version >= _IN_TURN:
        _line_up(state, entry, person, 0, closing=True)
    return [to_one(answer, person.session)]


def due_after_leaving(person: Person, leaving: Collection[Person]) -> list[int]:
    """Return the due times of the person's pending messages that will be sent, as far as is known now.

    Excluded are messages to somebody who has left or is leaving, and messages due before a mute ends.
    """
    muted_until = person.conduct.muted_until
    return [
        delayed.due
        for delayed in person.pending.values()
        if (delayed.recipient is None or (delayed.recipient.present and delayed.recipient not in leaving))
        and (muted_until is None or delayed.due >= muted_until)
    ]


def fire(state: State, entry: Entry, delayed: DelayedMessage) -> list[Delivery]:
    """Process a due message: send it, fail it (`NotSent`), or postpone it if its author exceeds the pace."""
    author, recipient = delayed.author, delayed.recipient
    reason = _why_not(state, entry, delayed)
    if reason is not None:
        return fail(state, entry, delayed, reason)
    if _postpone(state, entry, delayed):
        return []
    name = author.name if author.present else delayed.written_as
    message = Message(
        delayed.number, name.shown, delayed.text, shown_name(recipient), True, author.bot, delayed.late
    )
    deliveries = deliver_message(state, entry, message, author, recipient)
    del author.departures[: -state.rules.pace]
    author.departures.append(entry.at)
    _conclude(state, delayed, "sent")
    return deliveries


def _why_not(state: State, entry: Entry, delayed: DelayedMessage) -> Reason | None:
    """Return the reason if the message cannot be sent. Mark it if it came due while the server was down."""
    if delayed.author.conduct.muted_until is not None:
        return "muted"
    recipient = delayed.recipient
    if recipient is not None and not recipient.present:
        return "recipient-left"
    if recipient is not None and not has_room_for(state, recipient, delayed.text):
        return "recipient-full"
    rules = _rules_after_downtime(state, entry)
    if rules is None:
        return None
    delayed.late = True
    # Sessions of this node's earlier life that cannot be resumed end only after what is due.
    lost = recipient is not None and recipient.node == entry.origin.node and recipient.resumption is None
    return "too-late" if lost or entry.at - delayed.due > (rules.max_late or 0) else None


def _rules_after_downtime(state: State, entry: Entry) -> Rules | None:
    """Return the rules of a start after which messages are judged by their lateness; None for any other entry.

    What is due at such a start came due while the server was down.
    """
    start = entry.command
    if type(start) is not NodeStarted or not node_registry.is_new_life(
        state.nodes, entry.origin.node, start.life
    ):
        return None
    rules = start.rules or state.rules
    return None if rules.max_late is None else rules


def _postpone(state: State, entry: Entry, delayed: DelayedMessage) -> bool:
    """Postpone the message if its author's pace is used up; return False if it may be sent now.

    Up to `Rules.pace` messages of one author are sent per window, the rest in the windows that follow, in the order in
    which they came due: while any waits, a newly due one goes to the end of the line. Each is checked again when its
    new time comes, because a late entry makes many such times due at once. The new time is behind the entry: so each
    entry comes to a message once, and judges it once.
    """
    if entry.version < _IN_TURN:
        return _postpone_out_of_turn(state, entry, delayed)
    line = delayed.author.line
    is_first = not line or line[0] is delayed
    if is_first and _place(state.rules, delayed.author, 0) <= entry.at:
        return False
    start = line.index(delayed) if delayed.waits else len(line)
    if not delayed.waits:
        delayed.waits = True
        line.append(delayed)
    _line_up(state, entry, delayed.author, start)
    return True


def _line_up(state: State, entry: Entry, author: Person, start: int, *, closing: bool = False) -> None:
    """Give the author's waiting messages new places, from the one with index `start` on.

    Those behind it move as far as they would be passed; with `closing`, all move up. What is due by this entry, which
    will come to it, stays.
    """
    line, at = author.line, entry.at
    for index in range(start, len(line)):
        waiting, follows = line[index], at + 1
        if index:
            before = line[index - 1]
            # What is due at the same time leaves in the order of the numbers.
            follows = max(follows, before.due + (waiting.number < before.number))
        if index > start and not closing and (waiting.due <= at or waiting.due >= follows):
            return
        waiting.due = max(_place(state.rules, author, index), follows)
        state.agenda.put(waiting.due, waiting.number, waiting)


def _place(rules: Rules, author: Person, index: int) -> int:
    """Return when the pace allows the message with this index in the author's line to go."""
    departures = author.departures[-rules.pace :]
    if len(departures) < rules.pace:
        return 0
    rounds, turn = divmod(index, rules.pace)
    return departures[turn] + (rounds + 1) * rules.pace_window


_IN_TURN: Final = 4
"""The version of the rules since which no message passes another one of its author."""


def _postpone_out_of_turn(state: State, entry: Entry, delayed: DelayedMessage) -> bool:
    """Postpone the message by older rules: a late entry can let it pass those that were put off before it."""
    line = delayed.author.line
    place = _place(state.rules, delayed.author, 0 if delayed.waits else len(line))
    if place <= entry.at:
        return False
    if not delayed.waits:
        line.append(delayed)
    delayed.waits, delayed.due = True, place
    line.sort(key=attrgetter("turn"))
    state.agenda.put(place, delayed.number, delayed)
    return True


def fail_pending_of_node(state: State, entry: Entry) -> list[Delivery]:
    """End the pending messages of a stopping node's sessions as not sent; notify the authors who are here."""
    node = entry.origin.node
    waiting = [item for item in state.agenda.items() if isinstance(item, DelayedMessage)]
    lost = [delayed for delayed in waiting if delayed.author.node == node]
    deliveries = [
        delivery for delayed in lost for delivery in _announce_failure(state, entry, delayed, "stopping")
    ]
    for delayed in lost:
        _conclude(state, delayed, "failed")
    return deliveries


def fail(state: State, entry: Entry, delayed: DelayedMessage, reason: Reason) -> list[Delivery]:
    """End a delayed message as not sent; notify its author if it is here.

    If the server was down when it was due, an author who is not here is told when it is back.
    """
    rules, author = _rules_after_downtime(state, entry), delayed.author
    here = author.present and (author.node != entry.origin.node or author.resumption is not None)
    if rules is not None and not here:
        keep_unsent(
            state, delayed, NotSent(delayed.as_pending(), reason), entry.at + rules.departed_reportable
        )
        deliveries = []
    else:
        deliveries = _announce_failure(state, entry, delayed, reason)
    _conclude(state, delayed, "failed")
    return deliveries


def _announce_failure(state: State, entry: Entry, delayed: DelayedMessage, reason: Reason) -> list[Delivery]:
    author = delayed.author
    return tell(state, entry, author, NotSent(delayed.as_pending(), reason)) if author.present else []


def _conclude(state: State, delayed: DelayedMessage, outcome: str) -> None:
    """End a delayed message and release what it kept. Every message ends here."""
    author = delayed.author
    state.agenda.drop(delayed.number)
    author.conclude(delayed, outcome)
    if not author.pending:
        del state.authors[author.number]
    state.pending -= 1
    state.pending_by_network[author.network] -= 1
    if not state.pending_by_network[author.network]:
        del state.pending_by_network[author.network]
    release_unneeded(state, author)
