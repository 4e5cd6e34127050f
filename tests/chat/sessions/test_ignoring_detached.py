"""Ignoring and sessions that come back: nothing of an ignored person is told, and nobody learns who ignores whom."""

import pytest
from chat_bench import ChatBench

from besedka.chat import Rules
from besedka.chat.language.events import Accepted, Event, Message, NotSent, Refused, Resumed, Undelivered
from besedka.chat.state.resumption import KeptEvent


def trio(rules: Rules | None = None) -> ChatBench:
    """Bob can come back."""
    bench = ChatBench(rules)
    bench.join_all("ann", "cid")
    bench.join("bob", resumable=True)
    bench.forget()
    return bench


def come_back(bench: ChatBench, seen: int | None = None) -> tuple[tuple[int, int], list[str]]:
    """Bob comes back: what he is told of what he missed, and the texts."""
    (_, resumed), *missed = bench.resume("bob", seen)
    assert isinstance(resumed, Resumed)
    return (resumed.missed, resumed.gap), [event.text for _, event in missed if isinstance(event, Message)]


def returned(bench: ChatBench, who: str) -> list[str]:
    return [event.text for event in bench.seen(who) if isinstance(event, Undelivered)]


def all_of(bench: ChatBench, *people: str) -> None:
    for who in people:
        bench.send(who, f"{who} to all")
        bench.send(who, f"{who} to bob", "bob")


def test_what_an_ignored_person_said_meanwhile_is_neither_told_nor_counted() -> None:
    bench = trio()
    bench.ignore("bob", "ann")
    bench.detach("bob")
    all_of(bench, "ann", "cid")
    assert come_back(bench) == ((1, 0), ["cid to all", "cid to bob"])


def test_what_was_not_told_then_is_not_told_later_either() -> None:
    bench = trio()
    bench.ignore("bob", "ann")
    bench.detach("bob")
    bench.send("ann", "private", "bob")
    assert come_back(bench) == ((0, 0), [])
    bench.unignore("bob", "ann")
    assert come_back(bench, seen=0) == ((0, 0), [])


def test_to_drop_it_nothing_that_is_kept_is_compared_with_all_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = trio(Rules(max_kept=1000, history_kept=1000))
    bench.ignore("bob", "ann")
    bench.detach("bob")
    for _ in range(20):
        all_of(bench, "ann", "cid")
    compared: list[object] = []
    monkeypatch.setattr(KeptEvent, "__eq__", lambda one, _: compared.append(one))
    assert come_back(bench)[0] == (20, 0)
    assert len(compared) == 0


def test_who_was_ignored_after_it_had_spoken_is_not_told_again() -> None:
    bench = trio()
    all_of(bench, "ann", "cid")
    seen = len(bench.journal) - 4
    bench.ignore("bob", "ann")
    assert come_back(bench, seen) == ((1, 0), ["cid to all", "cid to bob"])


def test_who_is_not_ignored_any_more_is_told() -> None:
    bench = trio()
    bench.ignore("bob", "ann")
    bench.unignore("bob", "ann")
    bench.detach("bob")
    all_of(bench, "ann")
    assert come_back(bench) == ((1, 0), ["ann to all", "ann to bob"])


def test_of_ignored_people_only_what_is_in_the_history_is_left_out_of_the_count() -> None:
    bench = trio(Rules(history_size=2))
    bench.ignore("bob", "ann")
    bench.detach("bob")
    for who in ("ann", "cid", "ann", "cid"):
        bench.send(who, f"{who} to all")
    assert come_back(bench) == ((3, 2), ["cid to all"])


def test_of_people_who_ignore_somebody_all_in_the_history_is_looked_at() -> None:
    bench = trio(Rules(max_replayed=1))
    bench.ignore("bob", "ann")
    bench.detach("bob")
    for who in ("ann", "cid", "ann", "cid", "ann"):
        bench.send(who, f"{who} to all")
    assert come_back(bench) == ((2, 1), ["cid to all"])


def test_who_is_ignored_by_somebody_detached_sees_no_difference() -> None:
    told: list[list[Event]] = []
    for ignored in (False, True):
        bench = trio(Rules(max_kept=2))
        bench.ignore("bob", "ann" if ignored else "cid")
        bench.confirm("bob")
        bench.detach("bob")
        bench.forget()
        for text in "abc":
            bench.send("ann", text, "bob")
        bench.schedule("ann", "later", 5, "bob")
        bench.wait(300)
        told.append(bench.seen("ann"))
    assert told[0] == told[1]
    kinds = [type(event) for event in told[1]]
    assert kinds.count(Undelivered) == 2
    assert kinds.count(NotSent) == 1
    assert Refused("recipient-full", {"name": "bob"}) in told[1]


def test_what_an_ignored_person_writes_to_a_living_connection_waits_for_nothing() -> None:
    bench = trio()
    bench.ignore("bob", "ann")
    bench.send("ann", "private", "bob")
    bench.detach("bob")
    bench.wait(300)
    assert returned(bench, "ann") == []


def test_who_is_ignored_learns_by_coming_back_nothing_of_it() -> None:
    bench = trio()
    bench.ignore("ann", "bob")
    bench.detach("bob")
    bench.wait(20)
    bench.resume("bob")
    bench.forget()
    bench.send("bob", "to all")
    bench.send("bob", "to ann", "ann")
    assert bench.heard("bob") == ["to all", "to ann"]
    assert bench.heard("ann") == []
    assert bench.heard("cid") == ["to all"]


def test_somebody_detached_can_be_ignored() -> None:
    bench = trio()
    bench.detach("bob")
    assert bench.ignore("ann", "bob") == Accepted("ignore", name="bob")
    bench.resume("bob")
    bench.send("bob", "hi")
    assert bench.heard("ann") == []
    assert bench.ignored("ann") == [("bob", True)]


def test_whom_it_ignores_stays_ignored_over_a_break() -> None:
    bench = trio()
    bench.ignore("bob", "ann")
    bench.detach("bob")
    bench.rename("ann", "anna")
    bench.resume("bob")
    bench.forget()
    bench.send("ann", "hi")
    assert bench.heard("bob") == []
    assert bench.ignored("bob") == [("anna", True)]


def test_who_returns_while_its_ignorer_is_detached_is_ignored_when_that_is_back() -> None:
    bench = trio()
    bench.ignore("bob", "ann")
    bench.leave("ann")
    bench.detach("bob")
    bench.join("ann")
    bench.send("ann", "hi")
    assert come_back(bench) == ((0, 0), [])
    bench.forget()
    bench.send("ann", "hi again")
    assert bench.heard("bob") == []


def test_what_comes_back_from_somebody_whom_the_author_ignores_is_told() -> None:
    bench = trio()
    bench.ignore("ann", "bob")
    bench.detach("bob")
    bench.send("ann", "hello", "bob")
    bench.wait(300)
    assert returned(bench, "ann") == ["hello"]


def test_what_comes_back_is_told_to_somebody_who_comes_back_and_ignores() -> None:
    bench = trio()
    bench.join("eve", resumable=True)
    bench.detach("eve")
    bench.send("bob", "to eve", "eve")
    bench.ignore("bob", "eve")
    bench.detach("bob")
    bench.leave("eve")
    (_, resumed), *missed = bench.resume("bob")
    assert isinstance(resumed, Resumed)
    assert [event.text for _, event in missed if isinstance(event, Undelivered)] == ["to eve"]
