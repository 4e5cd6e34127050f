"""What must be true of a chat after every entry, judged by what it delivers and by what it keeps."""

from collections import Counter

from chat_bench import ChatBench
from resumable import check_resumable

from besedka.chat.names.forms import clash
from besedka.chat.state.agenda import Agenda
from besedka.chat.state.conduct import Conduct
from besedka.chat.state.people import DelayedMessage, Person
from besedka.chat.state.state import State

__all__ = ["check_everything", "state_of"]


def state_of(bench: ChatBench) -> State:
    state = bench.chat._state
    assert state is not None
    return state


def check_everything(bench: ChatBench) -> None:
    """Check the state after the last entry."""
    state = state_of(bench)
    waiting = [item for item in state.agenda.items() if isinstance(item, DelayedMessage)]
    owners = [*(delayed.author for delayed in waiting), *(person for person, _ in state.holds._rows)]
    absent = list(dict.fromkeys(person for person in owners if not person.present))
    _check_names(state, absent)
    _check_holds(state, absent)
    _check_counts(state, waiting)
    _check_conducts(state)
    _check_bounds(state)
    check_resumable(state)
    due = bench.chat.next_due()
    assert due is None or due >= bench.chat.last.at


def _check_names(state: State, absent: list[Person]) -> None:
    """A name, and its look, is one present person's; and nothing is claimed for nobody."""
    present = list(state.people.values())
    for index, person in enumerate(present):
        for other in present[index + 1 :]:
            mine, theirs = [person.name, *person.held.values()], [other.name, *other.held.values()]
            assert not any(clash(a, b) for a in mine for b in theirs)
    for person, gone in [(person, gone) for person in present for gone in absent]:
        mine = [person.name, *person.held.values()]
        if any(clash(a, b) for a in mine for b in gone.held.values()):
            assert person.network == gone.network
    wanted = Counter((p, name.fold) for p in present for name in [p.name, *p.held.values()])
    wanted += Counter((p, fold) for p in absent for fold in p.held)
    claims = Counter((c.person, c.name.fold) for row in state.names._by_fold.values() for c in row)
    assert claims == wanted
    looks = sum(len(c.name.lookalikes) for row in state.names._by_fold.values() for c in row)
    assert sum(len(row) for row in state.names._by_lookalike.values()) == looks
    listed = [(person.name.fold, person.session, person) for person in present]
    assert state.lobby._order == sorted(listed, key=lambda row: row[:2])


def _check_holds(state: State, absent: list[Person]) -> None:
    """A name is held for its time, or because a message needs it, and for nothing else."""
    for person in [*state.people.values(), *absent]:
        assert person.name.fold not in person.held or not person.present
        assert len(person.held) <= state.rules.held_names
        needed = {delayed.written_as.fold for delayed in person.pending.values()}
        for fold in person.held:
            assert fold in needed or (person, fold) in state.holds
    for person, fold in state.holds._rows:
        assert fold in person.held


def _check_counts(state: State, waiting: list[DelayedMessage]) -> None:
    """Every waiting message is counted once everywhere."""
    assert state.pending == len(waiting)
    assert state.pending_by_network == Counter(delayed.author.network for delayed in waiting)
    assert all(count > 0 for count in state.pending_by_network.values())
    for delayed in waiting:
        assert delayed.author.pending[delayed.number] is delayed
    for person in {delayed.author for delayed in waiting} | set(state.people.values()):
        mine = [delayed for delayed in waiting if delayed.author is person]
        assert list(person.pending) == [delayed.number for delayed in mine]
        line = [delayed for delayed in mine if delayed.waits]
        assert person.line == sorted(line, key=lambda delayed: delayed.turn)


def _check_conducts(state: State) -> None:
    """A present person is in its record; a running mute has its end in the agenda."""
    ends: Agenda[DelayedMessage | Conduct | Person] = state.agenda
    ending = {item for item in ends.items() if isinstance(item, Conduct)}
    for person in state.people.values():
        conduct = person.conduct
        assert person.session in conduct.sessions
        assert conduct.network == person.network
        assert (conduct in ending) == (conduct.muted_until is not None)
        assert conduct.muted_until is None or not conduct.complaints
        assert len(conduct.complaints) <= state.rules.complaints_tolerated
    kept = [conduct for row in state.conducts._by_network.values() for conduct in row]
    assert set(kept) == set(state.conducts._kept._rows)
    assert all(state.conducts._by_network.values())


def _check_bounds(state: State) -> None:
    rules = state.rules
    assert len(state.agenda._heap) <= 2 * rules.max_pending_total + 2 * len(state.people) + 130
    assert state.pending <= rules.max_pending_total
    for memory in (state.holds, state.departed, state.conducts._kept, state.unsent._rows):
        assert len(memory) <= rules.max_remembered
    traces = [row.number for rows in state.unsent._by_trace.values() for row in rows]
    assert set(traces) == set(state.unsent._rows._rows)
    for person in state.people.values():
        assert len(person.pending) <= rules.max_pending
        assert len(person.outcomes) <= 200
        assert len(person.departures) <= rules.pace + 1
    kept = rules.history_size if rules.history_kept is None else rules.history_kept
    assert len(state.lobby.history) <= kept
