"""The mark of a bot: it is the session's, from its join to its end."""

import json

import pytest
from chat_bench import ChatBench

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import Join
from besedka.chat.language.events import Accepted, HistoryListed, Joined, Message, User, Welcome
from besedka.chat.language.questions import ShowHistory


def bench_with_a_bot(*people: str, rules: Rules | None = None) -> ChatBench:
    bench = ChatBench(rules)
    bench.join_all("ann", *people)
    bench.join("robot", bot=True)
    bench.forget()
    return bench


def messages(bench: ChatBench, who: str) -> list[Message]:
    return [event for event in bench.seen(who) if isinstance(event, Message)]


def recorded(bench: ChatBench, who: str) -> list[Message]:
    answer = bench.chat.answer(bench.session(who), ShowHistory())
    assert isinstance(answer, HistoryListed)
    return [row.message for row in answer.messages]


def test_the_others_are_told_that_a_bot_came() -> None:
    bench = ChatBench()
    bench.join_all("ann")
    bench.join("robot", bot=True)
    bench.join("bob")
    assert bench.seen("ann") == [Joined("robot", bot=True), Joined("bob")]


def test_a_newcomer_is_told_which_of_the_members_are_bots_itself_included() -> None:
    bench = ChatBench()
    assert bench.join("robot", bot=True).bots == ("robot",)
    assert bench.join("ann").bots == ("robot",)
    assert bench.join("auto", bot=True).bots == ("auto", "robot")


def test_a_chat_without_bots_tells_of_none() -> None:
    bench = ChatBench()
    bench.join("ann")
    assert bench.join("bob").bots == ()


def test_the_bots_of_a_welcome_are_among_the_members_that_it_lists() -> None:
    bench = ChatBench(Rules(max_members_listed=2))
    bench.join("ann")
    bench.join("bee", bot=True)
    bench.join("zed", bot=True)
    welcome = bench.join("cat")
    assert (welcome.members, welcome.bots, welcome.member_count) == (("ann", "bee"), ("bee",), 4)


def test_the_list_of_users_marks_bots() -> None:
    bench = bench_with_a_bot()
    assert bench.users("ann") == (User("ann"), User("robot", bot=True))


@pytest.mark.parametrize("to", [None, "ann"])
@pytest.mark.parametrize("delay", [None, 2])
def test_what_a_bot_says_is_marked(to: str | None, delay: int | None) -> None:
    bench = bench_with_a_bot()
    bench.send("robot", "hi", to, delay)
    bench.wait(3)
    for who in ("ann", "robot"):
        (message,) = messages(bench, who)
        assert (message.bot, message.to, message.delayed) == (True, to, delay is not None)
    assert [message.bot for message in recorded(bench, "ann")] == ([] if to else [True])


@pytest.mark.parametrize("to", [None, "robot"])
@pytest.mark.parametrize("delay", [None, 2])
def test_what_is_said_to_a_bot_is_not(to: str | None, delay: int | None) -> None:
    bench = bench_with_a_bot()
    bench.send("ann", "hi", to, delay)
    bench.wait(3)
    assert [message.bot for message in messages(bench, "robot")] == [False]


@pytest.mark.parametrize("to", [None, "ann"])
def test_a_delayed_message_of_a_bot_that_left_keeps_the_mark(to: str | None) -> None:
    bench = bench_with_a_bot()
    bench.schedule("robot", "later", 5, to)
    bench.leave("robot")
    bench.wait(6)
    (message,) = messages(bench, "ann")
    assert (message.author, message.bot, message.delayed) == ("robot", True, True)


def test_a_bot_is_still_one_under_another_name() -> None:
    bench = bench_with_a_bot()
    bench.rename("robot", "human")
    bench.send("robot", "hi")
    assert [message.bot for message in messages(bench, "ann")] == [True]
    assert bench.users("ann") == (User("ann"), User("human", bot=True))
    assert bench.join("bob").bots == ("human",)


def test_to_join_again_neither_takes_the_mark_off_nor_puts_it_on() -> None:
    bench = bench_with_a_bot()
    bench.do("robot", Join("elsewhere", "robot", bot=False))
    bench.do("ann", Join("elsewhere", "ann", bot=True))
    assert bench.users("ann") == (User("ann"), User("robot", bot=True))


def test_who_takes_the_name_of_a_bot_that_left_is_none_and_what_the_bot_said_stays_marked() -> None:
    bench = bench_with_a_bot(rules=Rules(name_hold=0))
    bench.send("robot", "by a program")
    bench.leave("robot")
    bench.wait(1)
    assert bench.rename("ann", "robot") == Accepted("rename", name="robot")
    bench.send("ann", "by a person")
    assert [(said.author, said.bot) for said in recorded(bench, "ann")] == [("robot", True), ("robot", False)]
    assert bench.users("ann") == (User("robot"),)


def test_a_bot_that_comes_back_as_a_person_is_a_person() -> None:
    bench = bench_with_a_bot()
    bench.leave("robot")
    assert bench.join("robot").bots == ()
    assert bench.users("ann") == (User("ann"), User("robot"))


def test_who_ignores_a_returning_bot_is_told_that_it_is_a_bot() -> None:
    bench = bench_with_a_bot("bob")
    assert bench.ignore("ann", "robot") == Accepted("ignore", name="robot")
    bench.leave("robot")
    bench.forget()
    bench.join("robot", bot=True)
    assert bench.seen("ann") == [Joined("robot", ignored=True, bot=True)]
    assert bench.seen("bob") == [Joined("robot", bot=True)]


def test_a_bot_is_ignored_as_a_person_is() -> None:
    bench = bench_with_a_bot()
    bench.ignore("ann", "robot")
    bench.send("robot", "hi")
    assert messages(bench, "ann") == []
    assert bench.users("ann") == (User("ann"), User("robot", ignored=True, bot=True))


def test_a_bot_is_muted_as_a_person_is_and_stays_marked() -> None:
    bench = bench_with_a_bot()
    bench.mute("robot")
    assert bench.muted("ann") == ["robot"]
    assert [user.bot for user in bench.users("ann")] == [False, True]
    bench.leave("robot")
    bench.forget()
    bench.join("robot", bot=True)
    (joined,) = bench.seen("ann")
    assert isinstance(joined, Joined)
    assert joined.bot
    assert joined.muted_until is not None


def test_a_restored_chat_knows_its_bots_and_what_they_said_and_will_say() -> None:
    bench = bench_with_a_bot("gone")
    bench.send("robot", "said")
    bench.schedule("robot", "later", 5)
    bench.leave("robot")
    bench.join("other", bot=True)
    bench.forget()
    bench.chat = Chat.restore(json.loads(json.dumps(bench.chat.snapshot())))
    bench.wait(6)
    assert [(said.text, said.bot) for said in recorded(bench, "ann")] == [("said", True), ("later", True)]
    assert [user.name for user in bench.users("ann") if user.bot] == ["other"]
    welcome = bench.join("bob")
    assert isinstance(welcome, Welcome)
    assert welcome.bots == ("other",)
