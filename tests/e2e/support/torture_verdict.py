"""Whether what people were told is what they should have been told: nothing lost, doubled or out of order."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from torture_people import Person, Said
from torture_programs import Screen

__all__ = ["Verdict", "judge"]

_HARMLESS = {
    "already-cancelled",
    "already-sent",
    "no-such-number",
    "nothing-pending",
    "recipient-full",
    "too-many-pending",
}
"""Refusals that people who act at random may get."""


class Verdict:
    """The faults that were found, and figures."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.figures: Counter[str] = Counter()

    def fail(self, *what: object) -> None:
        """Note a fault."""
        self.faults.append(" ".join(map(str, what)))


def judge(
    people: Sequence[Person], kept: dict[int, str] | None = None, screens: Sequence[Screen] = ()
) -> Verdict:
    """Compare what people saw with each other, with what was answered and, if given, with the journal's messages.

    All of them have seen everything up to the same last message.
    """
    verdict = Verdict()
    said = _merge(verdict, people)
    if kept is not None and {number: one.text for number, one in said.items()} != _of(kept, said):
        verdict.fail("the journal has other messages than were seen")
    public = sorted((one for one in said.values() if one.to is None), key=lambda one: (one.seq, one.number))
    verdict.figures.update({"public": len(public), "private": len(said) - len(public)})
    for person in people:
        verdict.faults += person.faults
        _judge_order(verdict, person)
        _judge_public(verdict, person, public)
        _judge_requests(verdict, person, said)
    _judge_private(verdict, {person.name: person for person in people}, said)
    for screen in screens:
        _judge_screen(verdict, screen, said)
    return verdict


def _of(kept: dict[int, str], said: dict[int, Said]) -> dict[int, str]:
    return {number: kept.get(number, "") for number in said}


def _merge(verdict: Verdict, people: Iterable[Person]) -> dict[int, Said]:
    """All messages that anybody saw, by number; everybody saw the same ones under the same numbers."""
    said: dict[int, Said] = {}
    for person in people:
        for one in person.heard:
            if said.setdefault(one.number, one) != one:
                verdict.fail(person.name, "saw", one, "and somebody else", said[one.number])
    texts = Counter(one.text for one in said.values())
    verdict.faults += [f"said twice: {text}" for text, count in texts.items() if count > 1]
    return said


def _judge_order(verdict: Verdict, person: Person) -> None:
    seqs = [one.seq for one in person.heard]
    if seqs != sorted(seqs):
        verdict.fail(person.name, "saw messages out of order")
    twice = [number for number, count in Counter(one.number for one in person.heard).items() if count > 1]
    if twice:
        verdict.fail(person.name, "saw twice", twice[:5])


def _judge_public(verdict: Verdict, person: Person, public: Sequence[Said]) -> None:
    """Whoever was there saw everything but what was said to be gone; the numbers that were told are exact."""
    seqs = [one.seq for one in public]
    gone: set[int] = set()
    incomplete: set[int] = set()
    """What may be counted although it was seen: the entry, of which more may come, counted as not seen yet."""
    for absence in person.absences:
        start, end = (
            bisect_right(seqs, absence.seen),
            bisect_right(seqs, absence.resumed),
        )  # what came due with it, too
        verdict.figures.update(
            {"resumed": 1, "missed": absence.missed, "gaps": bool(absence.gap), "lost": absence.lost}
        )
        if end - start != absence.missed:
            verdict.fail(person.name, absence, "and missed", end - start)
        gone.update(one.number for one in public[start : start + absence.gap])
        incomplete.update(one.number for one in public[start:end] if one.seq == absence.seen + 1)
    heard = {one.number for one in person.heard}
    told = heard | gone
    lost = [one for one in public if one.seq > person.joined and one.number not in told]
    verdict.figures["gone"] += len(gone)
    if lost:
        verdict.fail(person.name, "lost", len(lost), "messages:", *lost[:3])
    if heard & gone - incomplete:
        verdict.fail(
            person.name, "was told to have missed what it saw:", sorted(heard & gone - incomplete)[:5]
        )


def _judge_requests(verdict: Verdict, person: Person, said: dict[int, Said]) -> None:
    """Everything was answered once; what was accepted was said or taken back once, and what was refused was not."""
    texts = {one.text for one in said.values()}
    for number, request in person.asked.items():
        verdict.figures["requests"] += 1
        answer = person.answers.get(number)
        if answer is None:
            verdict.fail(person.name, "has no answer to", request)
        elif answer["type"] == "refused":
            verdict.figures[answer["code"]] += 1
            if answer["code"] not in _HARMLESS or request.get("text") in texts:
                verdict.fail(person.name, request, answer)
        elif request["type"] == "send":
            _judge_outcome(verdict, person, request["text"], answer["number"], said)


def _judge_outcome(verdict: Verdict, person: Person, text: str, number: int, said: dict[int, Said]) -> None:
    one = said.get(number)
    was_said = one is not None and one.text == text and one.author == person.name
    outcomes = [int(was_said)]
    outcomes += [person.news[kind][number] for kind in ("not-sent", "cancelled")]
    if sum(outcomes) != 1 or (one is not None and not was_said):
        verdict.fail(person.name, "said", number, repr(text[:20]), "with the outcomes", outcomes)


def _judge_private(verdict: Verdict, people: dict[str, Person], said: dict[int, Said]) -> None:
    """Both sides saw it, or its author was told that it may not have arrived; nobody else saw it."""
    heard = {name: {one.number for one in person.heard} for name, person in people.items()}
    for one in said.values():
        if one.to is None:
            continue
        told = people[one.author].news["undelivered"][one.number] if one.author in people else 0
        verdict.figures["undelivered"] += told
        saw = {name for name, numbers in heard.items() if one.number in numbers}
        due = {one.author, one.to} & people.keys()
        if told > 1 or (saw != due and not (told and saw == {one.author})):
            verdict.fail(one, "was seen by", sorted(saw), "and told as undelivered", told, "times")


def _judge_screen(verdict: Verdict, screen: Screen, said: dict[int, Said]) -> None:
    """It showed all since its first message once, in order, but for what it said to be gone; it sent what was typed."""
    verdict.faults += screen.faults
    seqs = [said[number].seq for number in screen.numbers if number in said]
    shown = set(screen.numbers)
    if len(shown) < len(screen.numbers) or seqs != sorted(seqs):
        twice = [number for number, count in Counter(screen.numbers).items() if count > 1]
        verdict.fail(screen.name, "showed twice:", twice[:5], "or out of order")
    due = sorted(
        (one for one in said.values() if one.to is None or screen.name in (one.author, one.to)),
        key=lambda one: one.seq,
    )
    due = [one for one in due if one.seq >= min(seqs, default=0)]
    gone = _gone(verdict, screen, due, said)
    lost = {one.number for one in due} - shown - gone
    if lost:
        verdict.fail(screen.name, "did not show", len(lost), "messages:", sorted(lost)[:9])
    if shown - {one.number for one in due}:
        verdict.fail(screen.name, "showed what it should not:", shown - {one.number for one in due})
    verdict.figures.update({f"{screen.name} showed": len(shown), f"{screen.name} said to be gone": len(gone)})
    unsaid = set(screen.typed) - {one.text for one in said.values() if one.author == screen.name}
    if unsaid:
        verdict.fail(screen.name, "typed what was not said:", sorted(unsaid)[:5])


def _gone(verdict: Verdict, screen: Screen, due: Sequence[Said], said: dict[int, Said]) -> set[int]:
    """What it said to be gone: so many messages to all behind the last one that it had shown then.

    The last entry that it showed counts as not seen if more of it may have come.
    """
    public = [one for one in due if one.to is None]
    seqs = [one.seq for one in public]
    gone: set[int] = set()
    for place, count in screen.gaps:
        last = said[screen.numbers[place - 1]].seq if place else 0
        start = bisect_right(seqs, last)
        missing = [one.number for one in public[start : start + count]]
        counted = [number for number in missing if number in screen.numbers]
        seen = sum(one.seq == last for one in public[:start])
        if counted != missing[len(missing) - len(counted) :] or len(counted) > seen:
            verdict.fail(screen.name, "said that it has not shown", counted[:9])
        gone.update(missing)
    verdict.figures[f"{screen.name} said gaps"] = len(screen.gaps)
    return gone - set(screen.numbers)
