import pytest
from chat_bench import LOOPBACK, ChatBench

from besedka.chat.language.events import Accepted, Message, Refused

HOLD = 600


@pytest.fixture
def bench() -> ChatBench:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cat")
    return bench


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def authors(bench: ChatBench, who: str) -> list[str]:
    return [event.author for event in bench.seen(who) if isinstance(event, Message)]


def test_the_name_of_a_waiting_message_is_nobody_elses_until_it_was_sent(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 3600)
    bench.leave("ann")
    bench.wait(3599)
    assert code(bench.rename("bob", "ANN")) == "name-taken"
    bench.wait(1)
    assert authors(bench, "cat") == ["ann"]
    assert isinstance(bench.rename("bob", "ann"), Accepted)


def test_a_given_up_name_is_held_longer_when_a_message_needs_it(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 3600)
    bench.rename("ann", "anna")
    bench.wait(3599)
    assert code(bench.rename("bob", "ann")) == "name-taken"
    bench.wait(1)
    assert isinstance(bench.rename("bob", "ann"), Accepted)


def test_a_given_up_name_is_held_on_when_its_message_goes_before_its_time(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 5)
    bench.rename("ann", "anna")
    bench.wait(5)
    assert code(bench.rename("bob", "ann")) == "name-taken"


def test_cancelling_frees_a_name_that_only_the_message_held(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 3600)
    bench.rename("ann", "anna")
    bench.wait(HOLD)
    bench.cancel("ann")
    assert isinstance(bench.rename("bob", "ann"), Accepted)


def test_each_message_of_who_has_left_goes_under_the_name_it_was_written_by(bench: ChatBench) -> None:
    for delay, name in enumerate(("n1", "n2"), 5):
        bench.schedule("ann", "x", delay)
        bench.rename("ann", name)
    bench.leave("ann")
    bench.wait(9)
    assert authors(bench, "cat") == ["ann", "n1"]


def test_the_last_name_is_free_after_its_time_when_only_earlier_ones_are_needed(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 3600)
    bench.rename("ann", "anna")
    bench.leave("ann")
    bench.wait(600)
    assert isinstance(bench.rename("bob", "anna"), Accepted)
    assert code(bench.rename("cat", "ann")) == "name-taken"


def test_three_names_are_held_for_messages_and_the_rest_go_under_the_last_one(bench: ChatBench) -> None:
    for index in range(5):
        bench.schedule("ann", "x", 3600)
        bench.rename("ann", f"n{index}")
    bench.schedule("ann", "x", 3600)
    bench.leave("ann")
    for name in ("n2", "n3", "n4"):
        assert code(bench.rename("bob", name)) == "name-taken"
    for who, name in (("bob", "ann"), ("cat", "n0")):
        assert isinstance(bench.rename(who, name), Accepted)
    bench.forget()
    bench.wait(3600)
    assert authors(bench, "cat") == ["n4", "n4", "n4", "n2", "n3", "n4"]


def test_the_author_may_come_back_to_the_name_from_the_same_network(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 3600)
    bench.leave("ann")
    assert bench.join("again", "ann", network="network of ann").name == "ann"
    bench.wait(3600)
    assert authors(bench, "cat") == ["ann"]
    assert code(bench.rename("bob", "ann")) == "name-taken"


def test_nobody_may_come_to_the_name_from_another_network(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 3600)
    bench.leave("ann")
    assert bench.join("again", "ann", network="elsewhere").name == "guest-1"


def test_loopback_counts_as_one_network() -> None:
    bench = ChatBench()
    bench.join("ann", network=LOOPBACK)
    bench.schedule("ann", "x", 3600)
    bench.leave("ann")
    assert bench.join("again", "ann", network=LOOPBACK).name == "ann"


def test_a_session_that_comes_twice_leaves_no_name_locked(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 3600)
    bench.rename("ann", "anna")
    bench.leave("ann")
    bench.join("ann", "ann")
    bench.rename("ann", "third")
    bench.wait(3600)
    assert isinstance(bench.rename("bob", "ann"), Accepted)
    assert isinstance(bench.rename("cat", "anna"), Accepted)
