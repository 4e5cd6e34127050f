import pytest
from stage import LOOPBACK, Stage

from besedka.chat.language.events import Accepted, Message, Refused

HOLD = 600


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.join_all("ann", "bob", "cat")
    return stage


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def authors(stage: Stage, who: str) -> list[str]:
    return [event.author for event in stage.seen(who) if isinstance(event, Message)]


def test_the_name_of_a_waiting_message_is_nobody_elses_until_it_was_sent(stage: Stage) -> None:
    stage.schedule("ann", "x", 3600)
    stage.leave("ann")
    stage.wait(3599)
    assert code(stage.rename("bob", "ANN")) == "name-taken"
    stage.wait(1)
    assert authors(stage, "cat") == ["ann"]
    assert isinstance(stage.rename("bob", "ann"), Accepted)


def test_a_given_up_name_is_held_longer_when_a_message_needs_it(stage: Stage) -> None:
    stage.schedule("ann", "x", 3600)
    stage.rename("ann", "anna")
    stage.wait(3599)
    assert code(stage.rename("bob", "ann")) == "name-taken"
    stage.wait(1)
    assert isinstance(stage.rename("bob", "ann"), Accepted)


def test_a_given_up_name_is_held_on_when_its_message_goes_before_its_time(stage: Stage) -> None:
    stage.schedule("ann", "x", 5)
    stage.rename("ann", "anna")
    stage.wait(5)
    assert code(stage.rename("bob", "ann")) == "name-taken"


def test_cancelling_frees_a_name_that_only_the_message_held(stage: Stage) -> None:
    stage.schedule("ann", "x", 3600)
    stage.rename("ann", "anna")
    stage.wait(HOLD)
    stage.cancel("ann")
    assert isinstance(stage.rename("bob", "ann"), Accepted)


def test_each_message_of_who_has_left_goes_under_the_name_it_was_written_by(stage: Stage) -> None:
    for delay, name in enumerate(("n1", "n2"), 5):
        stage.schedule("ann", "x", delay)
        stage.rename("ann", name)
    stage.leave("ann")
    stage.wait(9)
    assert authors(stage, "cat") == ["ann", "n1"]


def test_the_last_name_is_free_after_its_time_when_only_earlier_ones_are_needed(stage: Stage) -> None:
    stage.schedule("ann", "x", 3600)
    stage.rename("ann", "anna")
    stage.leave("ann")
    stage.wait(600)
    assert isinstance(stage.rename("bob", "anna"), Accepted)
    assert code(stage.rename("cat", "ann")) == "name-taken"


def test_three_names_are_held_for_messages_and_the_rest_go_under_the_last_one(stage: Stage) -> None:
    for index in range(5):
        stage.schedule("ann", "x", 3600)
        stage.rename("ann", f"n{index}")
    stage.schedule("ann", "x", 3600)
    stage.leave("ann")
    for name in ("n2", "n3", "n4"):
        assert code(stage.rename("bob", name)) == "name-taken"
    for who, name in (("bob", "ann"), ("cat", "n0")):
        assert isinstance(stage.rename(who, name), Accepted)
    stage.forget()
    stage.wait(3600)
    assert authors(stage, "cat") == ["n4", "n4", "n4", "n2", "n3", "n4"]


def test_the_author_may_come_back_to_the_name_from_the_same_network(stage: Stage) -> None:
    stage.schedule("ann", "x", 3600)
    stage.leave("ann")
    assert stage.join("again", "ann", network="network of ann").name == "ann"
    stage.wait(3600)
    assert authors(stage, "cat") == ["ann"]
    assert code(stage.rename("bob", "ann")) == "name-taken"


def test_nobody_may_come_to_the_name_from_another_network(stage: Stage) -> None:
    stage.schedule("ann", "x", 3600)
    stage.leave("ann")
    assert stage.join("again", "ann", network="elsewhere").name == "guest-1"


def test_loopback_counts_as_one_network() -> None:
    stage = Stage()
    stage.join("ann", network=LOOPBACK)
    stage.schedule("ann", "x", 3600)
    stage.leave("ann")
    assert stage.join("again", "ann", network=LOOPBACK).name == "ann"


def test_a_session_that_comes_twice_leaves_no_name_locked(stage: Stage) -> None:
    stage.schedule("ann", "x", 3600)
    stage.rename("ann", "anna")
    stage.leave("ann")
    stage.join("ann", "ann")
    stage.rename("ann", "third")
    stage.wait(3600)
    assert isinstance(stage.rename("bob", "ann"), Accepted)
    assert isinstance(stage.rename("cat", "anna"), Accepted)
