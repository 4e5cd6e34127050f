import pytest
from picture import picture
from stage import NOON, Stage, session_of

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import Departure, Join, Leave, Send
from besedka.chat.language.deliveries import EVERYBODY
from besedka.chat.language.events import Farewell, Joined, Left, Limits, Message, Silenced, Welcome


def test_the_first_thing_one_sees_is_the_welcome_and_the_others_see_who_came() -> None:
    stage = Stage()
    stage.join("bob")
    stage.forget()
    welcome = stage.join("ann")
    assert welcome == Welcome("ann", ("ann", "bob"), 2, Limits(4000, 32, 604_800, 100, 20))
    assert stage.seen("ann") == [welcome]
    assert stage.seen("bob") == [Joined("ann")]


def test_the_welcome_lists_so_many_names_and_counts_all() -> None:
    stage = Stage(Rules(max_members_listed=2))
    stage.join_all("ann", "bob", "cat")
    welcome = stage.join("dan")
    assert (welcome.members, welcome.member_count) == (("ann", "bob"), 4)


def test_the_welcome_tells_the_limits_in_force() -> None:
    stage = Stage(Rules(max_text=1, max_name=30, max_delay_seconds=3, max_pending=4, history_size=5))
    assert stage.join("ann").limits == Limits(1, 30, 3, 4, 5)


def test_to_join_again_changes_nothing() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    assert stage.do("ann", Join("elsewhere", "other")) == []
    assert stage.seen("bob") == []
    assert stage.names("ann") == ["ann", "bob"]


def test_a_join_of_no_session_is_nothing() -> None:
    stage = Stage()
    assert stage.server(Join("net", "ann")) == []


def test_a_session_whose_identifier_is_empty_is_one_like_any_other() -> None:
    stage = Stage()
    stage.apply("", Join("net", "ann"))
    assert stage.server(Send("nobody's")) == []
    assert [delivery.audience for delivery in stage.apply("", Send("hello"))] == ["", EVERYBODY]


@pytest.mark.parametrize("reason", ["exit", "lost", "timeout", "slow", "error"])
def test_the_last_thing_one_sees_is_the_farewell_and_the_others_see_who_left(reason: Departure) -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    assert stage.leave("ann", reason) == [Farewell(reason)]
    assert stage.seen("bob") == [Left("ann", reason)]
    stage.send("bob", "anybody?")
    assert stage.seen("ann") == [Farewell(reason)]
    assert stage.names("bob") == ["bob"]


def test_who_is_not_in_the_chat_is_not_heard() -> None:
    stage = Stage()
    stage.join("ann")
    stage.leave("ann")
    for command in (Leave(), Send("hello")):
        assert stage.do("ann", command) == []
        assert stage.do("stranger", command) == []


def test_even_a_command_that_comes_too_late_brings_the_time() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.schedule("ann", "x", 5)
    stage.sleep(5)
    stage.do("stranger", Send("hello"))
    assert stage.heard("bob") == ["x"]


def test_delayed_messages_outlive_their_author() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.schedule("ann", "x", 5)
    stage.leave("ann")
    stage.wait(5)
    assert stage.heard("bob") == ["x"]


def test_who_comes_back_has_nothing_pending() -> None:
    stage = Stage()
    stage.join("ann")
    stage.schedule("ann", "x", 5)
    stage.leave("ann")
    stage.join("ann")
    assert stage.scheduled("ann") == ()


def test_whom_a_mute_follows_enters_marked_and_is_told_why() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.mute("ann")
    stage.leave("ann")
    stage.forget()
    until = NOON + 600_000
    welcome = stage.join("ann", network="network of ann")
    assert welcome.muted_until == until
    assert stage.seen("ann") == [welcome, Silenced(until, 4)]
    assert stage.seen("bob") == [Joined("ann", until)]


def test_whoever_stays_sees_everything_in_the_rooms_order() -> None:
    stage = Stage()
    stage.join("bob")
    stage.join("ann")
    stage.send("ann", "1")
    stage.leave("ann")
    seen = [type(event) for _, event in stage.streams[session_of("bob")]]
    assert seen == [Welcome, Joined, Message, Left]


def test_a_session_that_comes_again_once_it_is_forgotten_shares_nothing_with_its_first_visit() -> None:
    stage = Stage(Rules(ended_remembered=1000))
    stage.join("bob")
    for delay in (60, 30):
        stage.do("ann", Join("network of ann", "ann"))
        stage.schedule("ann", f"after {delay} seconds", delay)
        stage.leave("ann")
        stage.wait(2)
    restored = Chat.restore(stage.chat.snapshot())
    stage.wait(60)
    assert stage.heard("bob") == ["after 30 seconds", "after 60 seconds"]
    for entry in stage.journal[restored.last.seq :]:
        restored.apply(entry)
    assert picture(restored) == picture(stage.chat)
