"""The mark of a bot: it is the session's, from its join to its end."""

import json

import pytest
from stage import Stage

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import Join
from besedka.chat.language.events import Accepted, HistoryListed, Joined, Message, User, Welcome
from besedka.chat.language.questions import ShowHistory


def stage_with_a_bot(*people: str, rules: Rules | None = None) -> Stage:
    stage = Stage(rules)
    stage.join_all("ann", *people)
    stage.join("robot", bot=True)
    stage.forget()
    return stage


def messages(stage: Stage, who: str) -> list[Message]:
    return [event for event in stage.seen(who) if isinstance(event, Message)]


def recorded(stage: Stage, who: str) -> list[Message]:
    answer = stage.chat.answer(stage.session(who), ShowHistory())
    assert isinstance(answer, HistoryListed)
    return [row.message for row in answer.messages]


def test_the_others_are_told_that_a_bot_came() -> None:
    stage = Stage()
    stage.join_all("ann")
    stage.join("robot", bot=True)
    stage.join("bob")
    assert stage.seen("ann") == [Joined("robot", bot=True), Joined("bob")]


def test_a_newcomer_is_told_which_of_the_members_are_bots_itself_included() -> None:
    stage = Stage()
    assert stage.join("robot", bot=True).bots == ("robot",)
    assert stage.join("ann").bots == ("robot",)
    assert stage.join("auto", bot=True).bots == ("auto", "robot")


def test_a_chat_without_bots_tells_of_none() -> None:
    stage = Stage()
    stage.join("ann")
    assert stage.join("bob").bots == ()


def test_the_bots_of_a_welcome_are_among_the_members_that_it_lists() -> None:
    stage = Stage(Rules(max_members_listed=2))
    stage.join("ann")
    stage.join("bee", bot=True)
    stage.join("zed", bot=True)
    welcome = stage.join("cat")
    assert (welcome.members, welcome.bots, welcome.member_count) == (("ann", "bee"), ("bee",), 4)


def test_the_list_of_users_marks_bots() -> None:
    stage = stage_with_a_bot()
    assert stage.users("ann") == (User("ann"), User("robot", bot=True))


@pytest.mark.parametrize("to", [None, "ann"])
@pytest.mark.parametrize("delay", [None, 2])
def test_what_a_bot_says_is_marked(to: str | None, delay: int | None) -> None:
    stage = stage_with_a_bot()
    stage.send("robot", "hi", to, delay)
    stage.wait(3)
    for who in ("ann", "robot"):
        (message,) = messages(stage, who)
        assert (message.bot, message.to, message.delayed) == (True, to, delay is not None)
    assert [message.bot for message in recorded(stage, "ann")] == ([] if to else [True])


@pytest.mark.parametrize("to", [None, "robot"])
@pytest.mark.parametrize("delay", [None, 2])
def test_what_is_said_to_a_bot_is_not(to: str | None, delay: int | None) -> None:
    stage = stage_with_a_bot()
    stage.send("ann", "hi", to, delay)
    stage.wait(3)
    assert [message.bot for message in messages(stage, "robot")] == [False]


@pytest.mark.parametrize("to", [None, "ann"])
def test_a_delayed_message_of_a_bot_that_left_keeps_the_mark(to: str | None) -> None:
    stage = stage_with_a_bot()
    stage.schedule("robot", "later", 5, to)
    stage.leave("robot")
    stage.wait(6)
    (message,) = messages(stage, "ann")
    assert (message.author, message.bot, message.delayed) == ("robot", True, True)


def test_a_bot_is_still_one_under_another_name() -> None:
    stage = stage_with_a_bot()
    stage.rename("robot", "human")
    stage.send("robot", "hi")
    assert [message.bot for message in messages(stage, "ann")] == [True]
    assert stage.users("ann") == (User("ann"), User("human", bot=True))
    assert stage.join("bob").bots == ("human",)


def test_to_join_again_neither_takes_the_mark_off_nor_puts_it_on() -> None:
    stage = stage_with_a_bot()
    stage.do("robot", Join("elsewhere", "robot", bot=False))
    stage.do("ann", Join("elsewhere", "ann", bot=True))
    assert stage.users("ann") == (User("ann"), User("robot", bot=True))


def test_who_takes_the_name_of_a_bot_that_left_is_none_and_what_the_bot_said_stays_marked() -> None:
    stage = stage_with_a_bot(rules=Rules(name_hold=0))
    stage.send("robot", "by a program")
    stage.leave("robot")
    stage.wait(1)
    assert stage.rename("ann", "robot") == Accepted("rename", name="robot")
    stage.send("ann", "by a person")
    assert [(said.author, said.bot) for said in recorded(stage, "ann")] == [("robot", True), ("robot", False)]
    assert stage.users("ann") == (User("robot"),)


def test_a_bot_that_comes_back_as_a_person_is_a_person() -> None:
    stage = stage_with_a_bot()
    stage.leave("robot")
    assert stage.join("robot").bots == ()
    assert stage.users("ann") == (User("ann"), User("robot"))


def test_who_ignores_a_returning_bot_is_told_that_it_is_a_bot() -> None:
    stage = stage_with_a_bot("bob")
    assert stage.ignore("ann", "robot") == Accepted("ignore", name="robot")
    stage.leave("robot")
    stage.forget()
    stage.join("robot", bot=True)
    assert stage.seen("ann") == [Joined("robot", ignored=True, bot=True)]
    assert stage.seen("bob") == [Joined("robot", bot=True)]


def test_a_bot_is_ignored_as_a_person_is() -> None:
    stage = stage_with_a_bot()
    stage.ignore("ann", "robot")
    stage.send("robot", "hi")
    assert messages(stage, "ann") == []
    assert stage.users("ann") == (User("ann"), User("robot", ignored=True, bot=True))


def test_a_bot_is_muted_as_a_person_is_and_stays_marked() -> None:
    stage = stage_with_a_bot()
    stage.mute("robot")
    assert stage.muted("ann") == ["robot"]
    assert [user.bot for user in stage.users("ann")] == [False, True]
    stage.leave("robot")
    stage.forget()
    stage.join("robot", bot=True)
    (joined,) = stage.seen("ann")
    assert isinstance(joined, Joined)
    assert joined.bot
    assert joined.muted_until is not None


def test_a_restored_chat_knows_its_bots_and_what_they_said_and_will_say() -> None:
    stage = stage_with_a_bot("gone")
    stage.send("robot", "said")
    stage.schedule("robot", "later", 5)
    stage.leave("robot")
    stage.join("other", bot=True)
    stage.forget()
    stage.chat = Chat.restore(json.loads(json.dumps(stage.chat.snapshot())))
    stage.wait(6)
    assert [(said.text, said.bot) for said in recorded(stage, "ann")] == [("said", True), ("later", True)]
    assert [user.name for user in stage.users("ann") if user.bot] == ["other"]
    welcome = stage.join("bob")
    assert isinstance(welcome, Welcome)
    assert welcome.bots == ("other",)
