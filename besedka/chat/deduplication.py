"""Repeated requests of one session: the first is carried out, and its answer serves both.

A session that numbers its requests may repeat one after it has lost its connection. A journal that is retried
after a timeout may contain both entries.
"""

from typing import get_args

from besedka.chat.handlers.refusals import refuse
from besedka.chat.language.deliveries import Delivery
from besedka.chat.language.entry import Entry
from besedka.chat.language.events import Answer, Stamp
from besedka.chat.state.people import Person

__all__ = ["keep_answer", "repeat_answer"]

_MAX_KEPT_ANSWERS = 64
"""Answers kept per session that numbers its requests. Chosen: more than one session has in flight."""

_ANSWER_TYPES = frozenset(get_args(Answer))


def repeat_answer(person: Person, request: int) -> list[Delivery]:
    """Return the deliveries for a request that was carried out before.

    - A session that numbers its requests gets its first answer with its original stamp, or the refusal
      `already-done` if that answer is no longer kept.
    - Any other session gets none: the journal repeated the entry, and the answer was already delivered.
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
    """Keep the answer to a numbered request, which is among the deliveries; evict the oldest beyond 64.

    A request may never become an entry although later ones do. Therefore the requests that count as done are
    exactly those whose answers are kept, and those up to the highest number whose answer was evicted
    (`Person.done_up_to`).
    """
    for delivery in deliveries:
        event = delivery.event
        if type(event) in _ANSWER_TYPES and delivery.audience == person.session:
            answers[request] = (Stamp(entry.seq, entry.at), event)  # type: ignore[assignment]
    while len(answers) > _MAX_KEPT_ANSWERS:
        oldest = next(iter(answers))
        del answers[oldest]
        person.done_up_to = max(person.done_up_to, oldest)
