import pytest
from chat_bench import NOON, ChatBench, session_of

from besedka.chat import Chat
from besedka.chat.language.events import User, UsersListed
from besedka.chat.language.questions import ListScheduled, ListUsers, Question, ShowHistory

QUESTIONS: list[Question] = [ListUsers(), ShowHistory(), ListScheduled()]


def test_users_lists_all_by_name_and_marks_who_asks_and_who_is_muted() -> None:
    bench = ChatBench()
    bench.join_all("Cat", "ann", "Bob", "яна")
    bench.mute("bob")
    assert bench.chat.answer(session_of("Cat"), ListUsers()) == UsersListed(
        "Cat", (User("ann"), User("Bob", NOON + 600_000), User("Cat"), User("яна"))
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_nobody_outside_gets_an_answer(question: Question) -> None:
    bench = ChatBench()
    bench.join("ann")
    bench.leave("ann")
    for who in ("ann", "stranger"):
        with pytest.raises(LookupError):
            bench.chat.answer(session_of(who), question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_chat_that_has_not_begun_answers_nobody(question: Question) -> None:
    with pytest.raises(LookupError):
        Chat().answer("ann", question)
