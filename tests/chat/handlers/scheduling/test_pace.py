import pytest
from invariants import check_everything
from stage import NOON, Stage

from besedka.chat import Rules
from besedka.chat.language.events import Cancelled, Message


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.join_all("ann", "bob", "cat")
    return stage


def test_a_hundred_for_the_same_second_leave_at_ten_a_second(stage: Stage) -> None:
    for index in range(100):
        stage.schedule("ann", str(index), 5)
    stage.forget()
    stage.wait(20)
    assert stage.heard("bob") == [str(index) for index in range(100)]
    assert stage.times("bob", Message) == [5000 + 1000 * (index // 10) for index in range(100)]


def test_no_more_than_ten_leave_in_any_second_not_just_in_a_burst(stage: Stage) -> None:
    for _ in range(10):
        stage.schedule("ann", "x", 5)
    stage.wait(0.999)
    stage.schedule("ann", "a millisecond too early", 5)
    stage.wait(9)
    assert stage.times("bob", Message) == [5000] * 10 + [6000]


def test_the_pace_is_each_authors_own(stage: Stage) -> None:
    for _ in range(10):
        stage.schedule("ann", "a", 5)
        stage.schedule("bob", "b", 5)
    stage.wait(5)
    assert len(stage.heard("cat")) == 20


def test_who_waits_is_listed_with_the_time_at_which_it_goes(stage: Stage) -> None:
    for index in range(35):
        stage.schedule("ann", str(index), 5)
    stage.wait(5)
    due = [pending.due - NOON for pending in stage.scheduled("ann")]
    assert due == [6000] * 10 + [7000] * 10 + [8000] * 5


def test_who_waits_can_be_cancelled(stage: Stage) -> None:
    for index in range(12):
        stage.schedule("ann", str(index), 5)
    stage.wait(5)
    assert isinstance(stage.cancel("ann"), Cancelled)
    stage.forget()
    stage.wait(9)
    assert stage.heard("bob") == ["10"]


def test_who_comes_later_stands_behind_those_who_wait(stage: Stage) -> None:
    early = stage.schedule("ann", "created first, due later", 6)
    for _ in range(30):
        stage.schedule("ann", "x", 5)
    stage.wait(6)
    assert [p.number for p in stage.scheduled("ann")][-1] == early
    stage.wait(1)
    stage.forget()
    stage.wait(1)
    assert stage.heard("bob")[-1] == "created first, due later"


def test_an_entry_that_comes_late_does_not_let_the_waiting_ones_go_at_once(stage: Stage) -> None:
    for index in range(50):
        stage.schedule("ann", str(index), 5)
    stage.wait(5)
    stage.sleep(60)
    stage.forget()
    stage.wait(0)
    assert stage.heard("bob") == [str(index) for index in range(10, 20)]
    check_everything(stage)
    stage.wait(60)
    assert stage.heard("bob") == [str(index) for index in range(20, 50)]
    assert stage.times("bob", Message)[-1] == 5000 + 60_000 + 3000


def test_who_waits_and_is_muted_meanwhile_is_not_sent(stage: Stage) -> None:
    for index in range(11):
        stage.schedule("ann", str(index), 5)
    stage.wait(5)
    stage.mute("ann")
    stage.forget()
    stage.wait(1)
    assert stage.returned("ann") == [("10", "muted")]


def test_who_waits_has_the_right_place_after_the_pace_was_lowered(stage: Stage) -> None:
    for index in range(14):
        stage.schedule("ann", str(index), 5)
    stage.wait(5)
    stage.change_rules(Rules(pace=2))
    stage.forget()
    stage.wait(1)
    assert stage.heard("bob") == ["10", "11"]
    stage.wait(1)
    assert stage.heard("bob") == ["12", "13"]
