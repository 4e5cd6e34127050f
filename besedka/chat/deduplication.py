"""Requests of one session that come twice: the first is carried out, and its answer answers both.

A session that numbers its requests may repeat one after it has lost its connection; a journal that is asked again after
a silence may have both.
"""

from typing import get_args

from besedka.chat.handlers.refusals import refuse
from besedka.chat.language.deliveries import Delivery
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Answer, Stamp
from besedka.chat.state.people import Person

__all__ = ["keep_answer", "repeat_answer"]

_KEPT = 64
"""Answers that are kept of a session that numbers its requests. Chosen: more than one has under way."""

_ANSWERS = frozenset(get_args(Answer))


def repeat_answer(person: Person, request: int) -> list[Delivery]:
    """The deliveries for a request that was carried out before.

    Of a session that numbers its requests: its first answer with the stamp that this had, or the refusal `already-done`
    when it is not kept any more. Of any other: none, since the journal repeats itself and the answer was delivered.
    """
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
    """Keep the answer to a numbered request, which is among the deliveries; the oldest beyond 64 go.

    A request may never have become an entry while later ones did. So done are those whose answers are kept, and those
    up to the highest whose answer is not kept any more (`Person.done_up_to`); no others.
    """
    for delivery in deliveries:
        event = delivery.event
        if type(event) in _ANSWERS and delivery.audience == person.session:
            answers[request] = (Stamp(entry.seq, entry.at), event)  # type: ignore[assignment]
    while len(answers) > _KEPT:
        oldest = next(iter(answers))
        del answers[oldest]
        person.done_up_to = max(person.done_up_to, oldest)
