"""Requests that come twice: the first is carried out, and answers them both."""

from typing import get_args

from besedka.chat.handlers.refusals import refuse
from besedka.chat.language.deliveries import Delivery
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Answer, Stamp
from besedka.chat.state.people import Person

__all__ = ["keep_answer", "repeat_answer"]

_KEPT = 64
"""Answers that are kept of a session that numbers its requests."""

_ANSWERS = frozenset(get_args(Answer))


def repeat_answer(person: Person, request: int) -> list[Delivery]:
    """Answer a request that is done: with its first answer and the stamp that this had, if the session numbers its
    requests; else with nothing: it has been answered, and the journal repeats itself."""
    if person.answers is None:
        return []
    kept = person.answers.get(request)
    if kept is None:
        return refuse(person.session, "already-done", {"request": request})
    stamp, answer = kept
    return [Delivery(answer, person.session, stamp=stamp)]


def keep_answer(
    person: Person,
    answers: dict[int, tuple[Stamp, Answer]],
    entry: Entry,
    request: int,
    deliveries: list[Delivery],
) -> None:
    """Keep the answer to a numbered request, which is among the deliveries.

    A request may never have become an entry while later ones did. So done is what has its answer kept, and whatever is
    not above a request whose answer was; nothing else.
    """
    for delivery in deliveries:
        event = delivery.event
        if type(event) in _ANSWERS and delivery.audience == person.session:
            answers[request] = (Stamp(entry.seq, entry.at), event)  # type: ignore[assignment]
    while len(answers) > _KEPT:
        oldest = next(iter(answers))
        del answers[oldest]
        person.done_up_to = max(person.done_up_to, oldest)
