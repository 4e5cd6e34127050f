"""Requests that come twice: the first is carried out, and answers them both."""

from typing import get_args

from besedka.chat.delivery import Delivery
from besedka.chat.entry import Entry
from besedka.chat.events import Answer, Stamp
from besedka.chat.people import Person
from besedka.chat.refusals import refuse

__all__ = ["answer_again", "is_done", "remember"]

_KEPT = 64
"""Answers that are kept of a session that numbers its requests."""

_ANSWERS = frozenset(get_args(Answer))


def is_done(person: Person, request: int) -> bool:
    """Whether this request has been carried out.

    Of a session that numbers its requests one may never have become an entry while later ones did: it is not done.
    """
    return request <= person.done_up_to or (person.answers is not None and request in person.answers)


def answer_again(person: Person, request: int) -> list[Delivery]:
    """Answer a request that is done: with its first answer and the stamp that this had, if the session numbers its
    requests; else with nothing: it has been answered, and the journal repeats itself."""
    if person.answers is None:
        return []
    kept = person.answers.get(request)
    if kept is None:
        return refuse(person.session, "already-done", {"request": request})
    stamp, answer = kept
    return [Delivery(answer, person.session, stamp=stamp)]


def remember(person: Person, entry: Entry, request: int, deliveries: list[Delivery]) -> None:
    """This request of the person's is done; its answer is among the deliveries, and kept for who numbers them."""
    if person.answers is None:
        person.done_up_to = request
        return
    for delivery in deliveries:
        event = delivery.event
        if type(event) in _ANSWERS and delivery.audience == person.session:
            person.answers[request] = (Stamp(entry.seq, entry.at), event)  # type: ignore[assignment]
    while len(person.answers) > _KEPT:
        oldest = next(iter(person.answers))
        del person.answers[oldest]
        person.done_up_to = max(person.done_up_to, oldest)
