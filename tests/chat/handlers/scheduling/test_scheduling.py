import pytest
from stage import LOOPBACK, NOON, Stage, session_of

from besedka.chat import Rules
from besedka.chat.language.commands import Tick
from besedka.chat.language.events import Accepted, Message, NotSent, Pending, Refused

WEEK = 604_800


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.join_all("ann", "bob", "cat")
    return stage


# -- send -t
def test_the_answer_says_the_number_and_when_it_goes(stage: Stage) -> None:
    answer = stage.send("ann", "later", delay=5)
    assert answer == Accepted("send", number=len(stage.journal), due=NOON + 5000)


def test_it_goes_when_its_time_has_come_and_not_before(stage: Stage) -> None:
    number = stage.schedule("ann", "later", 5)
    stage.forget()
    stage.wait(4.999)
    assert stage.seen("bob") == []
    stage.wait(0.001)
    message = Message(number, "ann", "later", delayed=True)
    assert stage.seen("ann") == stage.seen("bob") == [message]


def test_it_bears_the_stamp_of_the_entry_that_let_it_go(stage: Stage) -> None:
    stage.schedule("ann", "later", 5)
    stage.wait(5)
    stamp, event = stage.streams[session_of("bob")][-1]
    assert isinstance(event, Message)
    assert (stamp.seq, stamp.at) == (len(stage.journal) - 1, NOON + 5000)


@pytest.mark.parametrize("to", [None, "bob"])
def test_a_delay_of_no_seconds_is_none(stage: Stage, to: str | None) -> None:
    answer = stage.send("ann", "now", to, delay=0)
    number = len(stage.journal)
    assert answer == Accepted("send", number=number, name=to)
    assert stage.seen("bob")[-1] == Message(number, "ann", "now", to)
    assert stage.scheduled("ann") == ()
    assert stage.chat.next_due() is None


def test_what_is_due_goes_before_what_the_entry_says(stage: Stage) -> None:
    stage.schedule("ann", "first", 5)
    stage.sleep(5)
    stage.send("bob", "second")
    assert stage.heard("cat") == ["first", "second"]


def test_what_is_due_goes_by_time_and_then_by_number(stage: Stage) -> None:
    stage.schedule("ann", "third", 7)
    stage.schedule("ann", "first", 5)
    stage.schedule("bob", "second", 5)
    stage.sleep(9)
    stage.server(Tick())
    assert stage.heard("cat") == ["first", "second", "third"]


def test_a_private_one_reaches_its_two_ends_and_nobody_else(stage: Stage) -> None:
    number = stage.schedule("ann", "psst", 5, to="bob")
    stage.forget()
    stage.wait(5)
    message = Message(number, "ann", "psst", to="bob", delayed=True)
    assert stage.seen("ann") == stage.seen("bob") == [message]
    assert stage.seen("cat") == []


def test_a_private_one_is_bound_to_the_person_and_not_to_the_name(stage: Stage) -> None:
    stage.schedule("ann", "psst", 1200, to="bob")
    stage.rename("bob", "robert")
    stage.wait(601)
    assert isinstance(stage.rename("cat", "bob"), Accepted)
    stage.forget()
    stage.wait(600)
    assert stage.heard("bob") == ["psst"]
    assert stage.heard("cat") == []


@pytest.mark.parametrize("delay", [1, WEEK])
def test_the_shortest_and_the_longest_delay_are_taken(stage: Stage, delay: int) -> None:
    stage.schedule("ann", "later", delay)
    stage.wait(delay)
    assert stage.heard("bob") == ["later"]


@pytest.mark.parametrize("delay", [-1, WEEK + 1, 10**30, -(10**30)])
def test_any_other_delay_is_an_error_that_says_the_limit(stage: Stage, delay: int) -> None:
    answer = stage.send("ann", "later", delay=delay)
    assert answer == Refused("delay-out-of-range", {"given": delay, "limit": WEEK})
    assert stage.scheduled("ann") == ()


def test_text_and_recipient_are_judged_at_once(stage: Stage) -> None:
    assert isinstance(stage.send("ann", " ", delay=5), Refused)
    assert isinstance(stage.send("ann", "psst", to="nobody", delay=5), Refused)
    assert stage.chat.next_due() is None


# -- limits
def test_a_session_has_at_most_a_hundred_pending(stage: Stage) -> None:
    for _ in range(100):
        stage.schedule("ann", "later", 5)
    assert stage.send("ann", "one more", delay=5) == Refused("too-many-pending", {"limit": 100})
    stage.cancel("ann")
    stage.schedule("ann", "one more", 5)


def test_a_network_has_its_limit_counting_who_has_left() -> None:
    stage = Stage(Rules(max_pending_network=2))
    stage.join_all("ann", "bob", network="office")
    stage.schedule("ann", "one", 5)
    stage.schedule("bob", "two", 5)
    stage.leave("bob")
    assert stage.send("ann", "three", delay=5) == Refused("schedule-full", {"limit": 2})
    stage.join("cat")
    stage.schedule("cat", "from elsewhere", 5)


def test_loopback_has_no_limit_of_a_network() -> None:
    stage = Stage(Rules(max_pending_network=0))
    stage.join("ann", network=LOOPBACK)
    stage.schedule("ann", "one", 5)


def test_the_chat_has_a_limit_in_all() -> None:
    stage = Stage(Rules(max_pending_total=2))
    stage.join_all("ann", "bob", network=LOOPBACK)
    stage.schedule("ann", "one", 5)
    stage.schedule("bob", "two", 5)
    assert stage.send("ann", "three", delay=5) == Refused("schedule-full", {"limit": 2})
    stage.wait(5)
    stage.schedule("ann", "three", 5)


# -- judged again when due
def test_of_a_muted_author_nothing_goes_and_the_text_comes_back(stage: Stage) -> None:
    number = stage.schedule("ann", "later", 5)
    stage.mute("ann")
    stage.forget()
    stage.wait(5)
    assert stage.seen("ann") == [NotSent(Pending(number, "later", NOON + 5000), "muted")]
    assert stage.seen("bob") == []


def test_a_mute_that_is_over_by_then_stops_nothing(stage: Stage) -> None:
    stage.schedule("ann", "later", 600)
    stage.mute("ann")
    stage.forget()
    stage.wait(600)
    assert stage.heard("bob") == ["later"]


def test_to_a_recipient_who_has_left_nothing_goes_and_the_text_comes_back(stage: Stage) -> None:
    number = stage.schedule("ann", "psst", 5, to="bob")
    stage.leave("bob")
    stage.join("bob")
    stage.forget()
    stage.wait(5)
    assert stage.seen("ann") == [NotSent(Pending(number, "psst", NOON + 5000, "bob"), "recipient-left")]
    assert stage.seen("bob") == stage.seen("cat") == []


def test_an_author_is_told_of_a_muted_message_even_when_its_recipient_has_left(stage: Stage) -> None:
    stage.schedule("ann", "psst", 5, to="bob")
    stage.mute("ann")
    stage.leave("bob")
    stage.wait(5)
    assert stage.returned("ann") == [("psst", "muted")]


def test_of_an_author_who_has_left_it_still_goes_under_the_name_it_was_written_by(stage: Stage) -> None:
    number = stage.schedule("ann", "later", 5)
    stage.rename("ann", "anna")
    stage.leave("ann")
    stage.forget()
    stage.wait(5)
    assert stage.seen("bob") == [Message(number, "ann", "later", delayed=True)]


def test_of_an_author_who_is_here_it_goes_under_the_present_name(stage: Stage) -> None:
    stage.schedule("ann", "later", 5)
    stage.rename("ann", "anna")
    stage.forget()
    stage.wait(5)
    (message,) = stage.seen("bob")
    assert isinstance(message, Message)
    assert message.author == "anna"


def test_a_private_one_of_an_author_who_has_left_reaches_the_recipient_alone(stage: Stage) -> None:
    stage.schedule("ann", "psst", 5, to="bob")
    stage.leave("ann")
    stage.wait(5)
    assert stage.heard("bob") == ["psst"]
    assert stage.heard("cat") == []


def test_of_an_author_who_has_left_nothing_comes_back(stage: Stage) -> None:
    stage.schedule("ann", "psst", 5, to="bob")
    stage.leave("ann")
    stage.leave("bob")
    stage.forget()
    stage.wait(5)
    assert stage.seen("cat") == []
    assert stage.chat.next_due() is None


def test_of_an_author_who_was_muted_and_left_nothing_goes(stage: Stage) -> None:
    stage.schedule("ann", "later", 5)
    stage.leave("ann")
    stage.mute("ann")
    stage.forget()
    stage.wait(5)
    assert stage.seen("bob") == []
