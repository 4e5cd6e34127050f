"""What a verdict on what people were told finds."""

import random
from collections.abc import Callable
from typing import Any, cast

import pytest
from torture_people import Person
from torture_programs import Page, Screen, Terminal
from torture_verdict import judge


def person(name: str) -> Person:
    one = Person(name, 0, random.Random(1))  # noqa: S311
    one.take({"type": "welcome", "seq": 2})
    return one


def message(seq: int, text: str, **fields: Any) -> dict[str, Any]:
    return {"type": "message", "seq": seq, "number": seq, "from": "ann", "text": text, **fields}


def room() -> tuple[Person, Person]:
    """Ann says three things to all, and one to Bob, who was away for the second one."""
    ann, bob = person("ann"), person("bob")
    for seq, fields in ((3, {}), (4, {}), (5, {"to": "bob"}), (6, {})):
        number = ann.ask({"type": "send", "text": f"t{seq}", **fields})
        ann.take({"type": "accepted", "seq": seq, "number": seq, "ref": number, "more": True})
        ann.take(message(seq, f"t{seq}", **fields))
    bob.take(message(3, "t3"))
    bob.take({"type": "resumed", "seq": 8, "missed": 2, "gap": 1})
    bob.take(message(5, "t5", to="bob"))
    bob.take(message(6, "t6"))
    return ann, bob


def test_what_was_told_as_it_should_be_has_no_faults() -> None:
    verdict = judge(room(), {3: "t3", 4: "t4", 5: "t5", 6: "t6"})
    assert verdict.faults == []
    assert (verdict.figures["public"], verdict.figures["private"], verdict.figures["gone"]) == (3, 1, 1)


FAULTS: dict[str, Callable[[Person, Person], object]] = {
    "lost": lambda ann, bob: bob.heard.pop(),
    "private lost": lambda ann, bob: bob.heard.pop(1),
    "twice": lambda ann, bob: bob.show(message(6, "t6")),
    "late": lambda ann, bob: bob.heard.insert(0, bob.heard.pop()),
    "another text": lambda ann, bob: bob.heard.insert(1, ann.heard[1].__class__(4, 4, "ann", "t", None)),
    "said twice": lambda ann, bob: ann.show(message(7, "t6")),
    "gap not told": lambda ann, bob: bob.absences.clear(),
    "too many missed": lambda ann, bob: bob.show({"type": "resumed", "seq": 6, "missed": 3}),
    "no answer": lambda ann, bob: ann.answers.pop(1),
    "two answers": lambda ann, bob: ann.show({"type": "accepted", "seq": 3, "number": 3, "ref": 1}),
    "two outcomes": lambda ann, bob: ann.show(
        {"type": "not-sent", "seq": 9, "message": {"number": 3, "text": "t3"}}
    ),
    "accepted and gone": lambda ann, bob: (ann.heard.pop(), bob.heard.pop()),
    "refused and said": lambda ann, bob: ann.answers.update(
        {1: {"type": "refused", "code": "recipient-full"}}
    ),
    "a strange refusal": lambda ann, bob: ann.answers.update(
        {1: {"type": "refused", "code": "internal-error"}}
    ),
    "another session": lambda ann, bob: bob.show({"type": "welcome", "seq": 9}),
}


@pytest.mark.parametrize("change", FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_found(change: Callable[[Person, Person], object]) -> None:
    ann, bob = room()
    change(ann, bob)
    assert judge((ann, bob)).faults


def test_a_message_that_only_the_journal_does_not_have_is_a_fault() -> None:
    assert judge(room(), {3: "t3", 4: "t4", 5: "t5"}).faults


def test_a_private_message_may_be_told_as_undelivered_instead() -> None:
    ann, bob = room()
    bob.heard.pop(1)
    ann.show({"type": "undelivered", "seq": 9, "number": 5, "text": "t5", "to": "bob"})
    assert judge((ann, bob)).faults == []


def screen() -> Screen:
    """Bob's own, which shows what he was told: that one message is gone, too."""
    one = Screen("bob")
    one.numbers, one.gaps = [3, 5, 6], [(1, 1)]
    return one


def test_a_screen_may_leave_out_what_it_says_to_be_gone() -> None:
    verdict = judge(room(), screens=[screen()])
    assert verdict.faults == []
    assert (verdict.figures["bob showed"], verdict.figures["bob said to be gone"]) == (3, 1)


def test_of_an_entry_of_which_more_may_come_a_screen_may_count_what_it_shows() -> None:
    one = screen()
    one.numbers, one.gaps = [3, 4, 5, 6], [(1, 1)]
    assert judge(room(), screens=[one]).faults == []


SCREEN_FAULTS: dict[str, Callable[[Screen], object]] = {
    "lost": lambda one: one.numbers.remove(6),
    "private lost": lambda one: one.numbers.remove(5),
    "gap not said": lambda one: one.gaps.clear(),
    "more gone than said": lambda one: one.numbers.remove(3),
    "said to be gone and shown": lambda one: vars(one).update(numbers=[3, 4, 5, 6], gaps=[(1, 2)]),
    "twice": lambda one: one.numbers.append(6),
    "out of order": lambda one: one.numbers.reverse(),
    "never sent": lambda one: one.typed.append("hello"),
    "its own": lambda one: one.faults.append("bob draws [3, 6] of [3, 5, 6]"),
}


@pytest.mark.parametrize("change", SCREEN_FAULTS.values(), ids=list(SCREEN_FAULTS))
def test_a_fault_of_a_screen_is_found(change: Callable[[Screen], object]) -> None:
    one = screen()
    change(one)
    assert judge(room(), screens=[one]).faults


def test_what_the_terminal_shows_is_read_and_what_it_says_to_be_gone() -> None:
    one = Terminal("bob", cast(Any, None))
    away = "12:00:09 ~ You were away for 14 seconds; 549 messages to everybody meanwhile"
    for line in ("12:00:00 #3 ann: t3", f"{away}.", f"{away}, the last 500 are here.", "12:00:08 #6 ann: t6"):
        one.take(line)
    one.take(f"{away} are no longer kept.")
    assert (one.numbers, one.newest, one.gaps, one.faults) == ([3, 6], 6, [(1, 49), (2, 549)], [])
    one.take("12:00:09 ~ 2 messages to you alone are lost: too many were waiting")
    assert one.faults


def test_what_the_page_draws_is_a_stretch_of_what_came_into_its_log() -> None:
    one = Page("bob", cast(Any, None))
    one.take([3, {"gap": 1, "lost": 0}, 5, 6], [5, 6])
    one.take([7], [5, 6, 7])
    assert (one.numbers, one.newest, one.gaps, one.faults) == ([3, 5, 6, 7], 7, [(1, 1)], [])
    for drawn in ([5, 7], [5, 6, 6], [6, 5], [8]):
        one.faults.clear()
        one.take([], drawn)
        assert one.faults, drawn
