"""What must be true of sessions that can be resumed, whatever happened."""

from collections import Counter

from besedka.chat.state.people import Person
from besedka.chat.state.resumption import size_of
from besedka.chat.state.state import State

__all__ = ["check_resumable"]


def check_resumable(state: State) -> None:
    """Check every count and bound of the state."""
    people = [person for person in state.people.values() if person.resumption is not None]
    assert list(state.tokens.values()) == people
    detached = [person for person in people if person.detached]
    assert {item for item in state.agenda.items() if isinstance(item, Person)} == set(detached)
    assert state.detached == len(detached) <= state.rules.max_detached
    assert state.detached_by_network == Counter(person.network for person in detached)
    sizes = 0
    for token, person in state.tokens.items():
        resumption = person.resumption
        assert resumption is not None
        assert resumption.token == token
        assert resumption.size == sum(size_of(kept.event) for kept in resumption.kept)
        assert len(resumption.kept) <= state.rules.max_kept
        assert resumption.size <= state.rules.max_kept_bytes
        assert [kept for kept in resumption.kept if kept.stamp.seq <= resumption.seen] == []
        assert (resumption.until is None) is (resumption.due is None)
        assert person.detached or not person.away
        assert state.agenda._live.get(person.number, (None,))[0] == resumption.due
        sizes += resumption.size
    assert state.kept_bytes == sizes <= state.rules.max_kept_total
    assert state.tokens or (state.tally.said, len(state.tally.seqs)) == (0, 0)
