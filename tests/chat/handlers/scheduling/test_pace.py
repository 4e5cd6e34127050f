import pytest
from chat_bench import NOON, ChatBench
from invariants import check_everything

from besedka.chat import Rules
from besedka.chat.language.events import Cancelled, Message


@pytest.fixture
def bench() -> ChatBench:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cat")
    return bench


def test_a_hundred_for_the_same_second_leave_at_ten_a_second(bench: ChatBench) -> None:
    for index in range(100):
        bench.schedule("ann", str(index), 5)
    bench.forget()
    bench.wait(20)
    assert bench.heard("bob") == [str(index) for index in range(100)]
    assert bench.times("bob", Message) == [5000 + 1000 * (index // 10) for index in range(100)]


def test_no_more_than_ten_leave_in_any_second_not_just_in_a_burst(bench: ChatBench) -> None:
    for _ in range(10):
        bench.schedule("ann", "x", 5)
    bench.wait(0.999)
    bench.schedule("ann", "a millisecond too early", 5)
    bench.wait(9)
    assert bench.times("bob", Message) == [5000] * 10 + [6000]


def test_the_pace_is_each_authors_own(bench: ChatBench) -> None:
    for _ in range(10):
        bench.schedule("ann", "a", 5)
        bench.schedule("bob", "b", 5)
    bench.wait(5)
    assert len(bench.heard("cat")) == 20


def test_who_waits_is_listed_with_the_time_at_which_it_goes(bench: ChatBench) -> None:
    for index in range(35):
        bench.schedule("ann", str(index), 5)
    bench.wait(5)
    due = [pending.due - NOON for pending in bench.scheduled("ann")]
    assert due == [6000] * 10 + [7000] * 10 + [8000] * 5


def test_who_waits_can_be_cancelled(bench: ChatBench) -> None:
    for index in range(12):
        bench.schedule("ann", str(index), 5)
    bench.wait(5)
    assert isinstance(bench.cancel("ann"), Cancelled)
    bench.forget()
    bench.wait(9)
    assert bench.heard("bob") == ["10"]


def test_who_comes_later_stands_behind_those_who_wait(bench: ChatBench) -> None:
    early = bench.schedule("ann", "created first, due later", 6)
    for _ in range(30):
        bench.schedule("ann", "x", 5)
    bench.wait(6)
    assert [p.number for p in bench.scheduled("ann")][-1] == early
    bench.wait(1)
    bench.forget()
    bench.wait(1)
    assert bench.heard("bob")[-1] == "created first, due later"


def test_an_entry_that_comes_late_does_not_let_the_waiting_ones_go_at_once(bench: ChatBench) -> None:
    for index in range(50):
        bench.schedule("ann", str(index), 5)
    bench.wait(5)
    bench.sleep(60)
    bench.forget()
    bench.wait(0)
    assert bench.heard("bob") == [str(index) for index in range(10, 20)]
    check_everything(bench)
    bench.wait(60)
    assert bench.heard("bob") == [str(index) for index in range(20, 50)]
    assert bench.times("bob", Message)[-1] == 5000 + 60_000 + 3000


def test_who_waits_and_is_muted_meanwhile_is_not_sent(bench: ChatBench) -> None:
    for index in range(11):
        bench.schedule("ann", str(index), 5)
    bench.wait(5)
    bench.mute("ann")
    bench.forget()
    bench.wait(1)
    assert bench.returned("ann") == [("10", "muted")]


def test_who_waits_has_the_right_place_after_the_pace_was_lowered(bench: ChatBench) -> None:
    for index in range(14):
        bench.schedule("ann", str(index), 5)
    bench.wait(5)
    bench.change_rules(Rules(pace=2))
    bench.forget()
    bench.wait(1)
    assert bench.heard("bob") == ["10", "11"]
    bench.wait(1)
    assert bench.heard("bob") == ["12", "13"]
