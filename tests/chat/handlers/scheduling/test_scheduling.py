import pytest
from chat_bench import LOOPBACK, NOON, ChatBench, session_of

from besedka.chat import Rules
from besedka.chat.language.commands import Tick
from besedka.chat.language.events import Accepted, Message, NotSent, Pending, Refused

WEEK = 604_800


@pytest.fixture
def bench() -> ChatBench:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cat")
    return bench


# -- send -t
def test_the_answer_says_the_number_and_when_it_goes(bench: ChatBench) -> None:
    answer = bench.send("ann", "later", delay=5)
    assert answer == Accepted("send", number=len(bench.journal), due=NOON + 5000)


def test_it_goes_when_its_time_has_come_and_not_before(bench: ChatBench) -> None:
    number = bench.schedule("ann", "later", 5)
    bench.forget()
    bench.wait(4.999)
    assert bench.seen("bob") == []
    bench.wait(0.001)
    message = Message(number, "ann", "later", delayed=True)
    assert bench.seen("ann") == bench.seen("bob") == [message]


def test_it_bears_the_stamp_of_the_entry_that_let_it_go(bench: ChatBench) -> None:
    bench.schedule("ann", "later", 5)
    bench.wait(5)
    stamp, event = bench.streams[session_of("bob")][-1]
    assert isinstance(event, Message)
    assert (stamp.seq, stamp.at) == (len(bench.journal) - 1, NOON + 5000)


@pytest.mark.parametrize("to", [None, "bob"])
def test_a_delay_of_no_seconds_is_none(bench: ChatBench, to: str | None) -> None:
    answer = bench.send("ann", "now", to, delay=0)
    number = len(bench.journal)
    assert answer == Accepted("send", number=number, name=to)
    assert bench.seen("bob")[-1] == Message(number, "ann", "now", to)
    assert bench.scheduled("ann") == ()
    assert bench.chat.next_due() is None


def test_what_is_due_goes_before_what_the_entry_says(bench: ChatBench) -> None:
    bench.schedule("ann", "first", 5)
    bench.sleep(5)
    bench.send("bob", "second")
    assert bench.heard("cat") == ["first", "second"]


def test_what_is_due_goes_by_time_and_then_by_number(bench: ChatBench) -> None:
    bench.schedule("ann", "third", 7)
    bench.schedule("ann", "first", 5)
    bench.schedule("bob", "second", 5)
    bench.sleep(9)
    bench.server(Tick())
    assert bench.heard("cat") == ["first", "second", "third"]


def test_a_private_one_reaches_its_two_ends_and_nobody_else(bench: ChatBench) -> None:
    number = bench.schedule("ann", "psst", 5, to="bob")
    bench.forget()
    bench.wait(5)
    message = Message(number, "ann", "psst", to="bob", delayed=True)
    assert bench.seen("ann") == bench.seen("bob") == [message]
    assert bench.seen("cat") == []


def test_a_private_one_is_bound_to_the_person_and_not_to_the_name(bench: ChatBench) -> None:
    bench.schedule("ann", "psst", 1200, to="bob")
    bench.rename("bob", "robert")
    bench.wait(601)
    assert isinstance(bench.rename("cat", "bob"), Accepted)
    bench.forget()
    bench.wait(600)
    assert bench.heard("bob") == ["psst"]
    assert bench.heard("cat") == []


@pytest.mark.parametrize("delay", [1, WEEK])
def test_the_shortest_and_the_longest_delay_are_taken(bench: ChatBench, delay: int) -> None:
    bench.schedule("ann", "later", delay)
    bench.wait(delay)
    assert bench.heard("bob") == ["later"]


@pytest.mark.parametrize("delay", [-1, WEEK + 1, 10**30, -(10**30)])
def test_any_other_delay_is_an_error_that_says_the_limit(bench: ChatBench, delay: int) -> None:
    answer = bench.send("ann", "later", delay=delay)
    assert answer == Refused("delay-out-of-range", {"given": delay, "limit": WEEK})
    assert bench.scheduled("ann") == ()


def test_text_and_recipient_are_judged_at_once(bench: ChatBench) -> None:
    assert isinstance(bench.send("ann", " ", delay=5), Refused)
    assert isinstance(bench.send("ann", "psst", to="nobody", delay=5), Refused)
    assert bench.chat.next_due() is None


# -- limits
def test_a_session_has_at_most_a_hundred_pending(bench: ChatBench) -> None:
    for _ in range(100):
        bench.schedule("ann", "later", 5)
    assert bench.send("ann", "one more", delay=5) == Refused("too-many-pending", {"limit": 100})
    bench.cancel("ann")
    bench.schedule("ann", "one more", 5)


def test_a_network_has_its_limit_counting_who_has_left() -> None:
    bench = ChatBench(Rules(max_pending_network=2))
    bench.join_all("ann", "bob", network="office")
    bench.schedule("ann", "one", 5)
    bench.schedule("bob", "two", 5)
    bench.leave("bob")
    assert bench.send("ann", "three", delay=5) == Refused("schedule-full", {"limit": 2})
    bench.join("cat")
    bench.schedule("cat", "from elsewhere", 5)


def test_loopback_has_no_limit_of_a_network() -> None:
    bench = ChatBench(Rules(max_pending_network=0))
    bench.join("ann", network=LOOPBACK)
    bench.schedule("ann", "one", 5)


def test_the_chat_has_a_limit_in_all() -> None:
    bench = ChatBench(Rules(max_pending_total=2))
    bench.join_all("ann", "bob", network=LOOPBACK)
    bench.schedule("ann", "one", 5)
    bench.schedule("bob", "two", 5)
    assert bench.send("ann", "three", delay=5) == Refused("schedule-full", {"limit": 2})
    bench.wait(5)
    bench.schedule("ann", "three", 5)


# -- judged again when due
def test_of_a_muted_author_nothing_goes_and_the_text_comes_back(bench: ChatBench) -> None:
    number = bench.schedule("ann", "later", 5)
    bench.mute("ann")
    bench.forget()
    bench.wait(5)
    assert bench.seen("ann") == [NotSent(Pending(number, "later", NOON + 5000), "muted")]
    assert bench.seen("bob") == []


def test_a_mute_that_is_over_by_then_stops_nothing(bench: ChatBench) -> None:
    bench.schedule("ann", "later", 600)
    bench.mute("ann")
    bench.forget()
    bench.wait(600)
    assert bench.heard("bob") == ["later"]


def test_to_a_recipient_who_has_left_nothing_goes_and_the_text_comes_back(bench: ChatBench) -> None:
    number = bench.schedule("ann", "psst", 5, to="bob")
    bench.leave("bob")
    bench.join("bob")
    bench.forget()
    bench.wait(5)
    assert bench.seen("ann") == [NotSent(Pending(number, "psst", NOON + 5000, "bob"), "recipient-left")]
    assert bench.seen("bob") == bench.seen("cat") == []


def test_an_author_is_told_of_a_muted_message_even_when_its_recipient_has_left(bench: ChatBench) -> None:
    bench.schedule("ann", "psst", 5, to="bob")
    bench.mute("ann")
    bench.leave("bob")
    bench.wait(5)
    assert bench.returned("ann") == [("psst", "muted")]


def test_of_an_author_who_has_left_it_still_goes_under_the_name_it_was_written_by(bench: ChatBench) -> None:
    number = bench.schedule("ann", "later", 5)
    bench.rename("ann", "anna")
    bench.leave("ann")
    bench.forget()
    bench.wait(5)
    assert bench.seen("bob") == [Message(number, "ann", "later", delayed=True)]


def test_of_an_author_who_is_here_it_goes_under_the_present_name(bench: ChatBench) -> None:
    bench.schedule("ann", "later", 5)
    bench.rename("ann", "anna")
    bench.forget()
    bench.wait(5)
    (message,) = bench.seen("bob")
    assert isinstance(message, Message)
    assert message.author == "anna"


def test_a_private_one_of_an_author_who_has_left_reaches_the_recipient_alone(bench: ChatBench) -> None:
    bench.schedule("ann", "psst", 5, to="bob")
    bench.leave("ann")
    bench.wait(5)
    assert bench.heard("bob") == ["psst"]
    assert bench.heard("cat") == []


def test_of_an_author_who_has_left_nothing_comes_back(bench: ChatBench) -> None:
    bench.schedule("ann", "psst", 5, to="bob")
    bench.leave("ann")
    bench.leave("bob")
    bench.forget()
    bench.wait(5)
    assert bench.seen("cat") == []
    assert bench.chat.next_due() is None


def test_of_an_author_who_was_muted_and_left_nothing_goes(bench: ChatBench) -> None:
    bench.schedule("ann", "later", 5)
    bench.leave("ann")
    bench.mute("ann")
    bench.forget()
    bench.wait(5)
    assert bench.seen("bob") == []
