import pytest
from chat_bench import NOON, ChatBench, session_of
from picture import picture

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import Departure, Join, Leave, Send
from besedka.chat.language.deliveries import EVERYBODY
from besedka.chat.language.events import Farewell, Joined, Left, Limits, Message, Silenced, Welcome


def test_the_first_thing_one_sees_is_the_welcome_and_the_others_see_who_came() -> None:
    bench = ChatBench()
    bench.join("bob")
    bench.forget()
    welcome = bench.join("ann")
    assert welcome == Welcome("ann", ("ann", "bob"), 2, Limits(4000, 32, 604_800, 100, 20))
    assert bench.seen("ann") == [welcome]
    assert bench.seen("bob") == [Joined("ann")]


def test_the_welcome_lists_so_many_names_and_counts_all() -> None:
    bench = ChatBench(Rules(max_members_listed=2))
    bench.join_all("ann", "bob", "cat")
    welcome = bench.join("dan")
    assert (welcome.members, welcome.member_count) == (("ann", "bob"), 4)


def test_the_welcome_tells_the_limits_in_force() -> None:
    bench = ChatBench(Rules(max_text=1, max_name=30, max_delay_seconds=3, max_pending=4, history_size=5))
    assert bench.join("ann").limits == Limits(1, 30, 3, 4, 5)


def test_to_join_again_changes_nothing() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    assert bench.do("ann", Join("elsewhere", "other")) == []
    assert bench.seen("bob") == []
    assert bench.names("ann") == ["ann", "bob"]


def test_a_join_of_no_session_is_nothing() -> None:
    bench = ChatBench()
    assert bench.server(Join("net", "ann")) == []


def test_a_session_whose_identifier_is_empty_is_one_like_any_other() -> None:
    bench = ChatBench()
    bench.apply("", Join("net", "ann"))
    assert bench.server(Send("nobody's")) == []
    assert [delivery.audience for delivery in bench.apply("", Send("hello"))] == ["", EVERYBODY]


@pytest.mark.parametrize("reason", ["exit", "lost", "timeout", "slow", "error"])
def test_the_last_thing_one_sees_is_the_farewell_and_the_others_see_who_left(reason: Departure) -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    assert bench.leave("ann", reason) == [Farewell(reason)]
    assert bench.seen("bob") == [Left("ann", reason)]
    bench.send("bob", "anybody?")
    assert bench.seen("ann") == [Farewell(reason)]
    assert bench.names("bob") == ["bob"]


def test_who_is_not_in_the_chat_is_not_heard() -> None:
    bench = ChatBench()
    bench.join("ann")
    bench.leave("ann")
    for command in (Leave(), Send("hello")):
        assert bench.do("ann", command) == []
        assert bench.do("stranger", command) == []


def test_even_a_command_that_comes_too_late_brings_the_time() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.schedule("ann", "x", 5)
    bench.sleep(5)
    bench.do("stranger", Send("hello"))
    assert bench.heard("bob") == ["x"]


def test_delayed_messages_outlive_their_author() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.schedule("ann", "x", 5)
    bench.leave("ann")
    bench.wait(5)
    assert bench.heard("bob") == ["x"]


def test_who_comes_back_has_nothing_pending() -> None:
    bench = ChatBench()
    bench.join("ann")
    bench.schedule("ann", "x", 5)
    bench.leave("ann")
    bench.join("ann")
    assert bench.scheduled("ann") == ()


def test_whom_a_mute_follows_enters_marked_and_is_told_why() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.mute("ann")
    bench.leave("ann")
    bench.forget()
    until = NOON + 600_000
    welcome = bench.join("ann", network="network of ann")
    assert welcome.muted_until == until
    assert bench.seen("ann") == [welcome, Silenced(until, 4)]
    assert bench.seen("bob") == [Joined("ann", until)]


def test_whoever_stays_sees_everything_in_the_rooms_order() -> None:
    bench = ChatBench()
    bench.join("bob")
    bench.join("ann")
    bench.send("ann", "1")
    bench.leave("ann")
    seen = [type(event) for _, event in bench.streams[session_of("bob")]]
    assert seen == [Welcome, Joined, Message, Left]


def test_a_session_that_comes_again_once_it_is_forgotten_shares_nothing_with_its_first_visit() -> None:
    bench = ChatBench(Rules(ended_remembered=1000))
    bench.join("bob")
    for delay in (60, 30):
        bench.do("ann", Join("network of ann", "ann"))
        bench.schedule("ann", f"after {delay} seconds", delay)
        bench.leave("ann")
        bench.wait(2)
    restored = Chat.restore(bench.chat.snapshot())
    bench.wait(60)
    assert bench.heard("bob") == ["after 30 seconds", "after 60 seconds"]
    for entry in bench.journal[restored.last.seq :]:
        restored.apply(entry)
    assert picture(restored) == picture(bench.chat)
