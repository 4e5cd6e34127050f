"""What is a question, what is not, and when no more are taken: no sockets, no tasks, no clock."""

from bot_bench import Bench, Strict

from besedka.chat.language.events import (
    Message,
)


def test_a_private_message_is_a_question_as_a_whole() -> None:
    bench = Bench()
    bench.hears("Suzdal, RU")
    (ticket,) = bench.begun
    question = ticket.question
    assert (question.asker, question.argument, question.command, question.is_public) == (
        "eve",
        "Suzdal, RU",
        "repeat",
        False,
    )
    (message,) = bench.finish(ticket, "fine")
    assert (message.text, message.asker.name, message.public, message.notice) == ("fine", "eve", False, False)


def test_a_private_message_may_begin_with_the_name() -> None:
    bench = Bench()
    bench.hears("parrot: hello")
    bench.hears("@parrot hello")
    assert bench.asked == ["hello", "hello"]


def test_a_public_question_gets_a_public_answer_that_begins_with_the_asker_s_name() -> None:
    bench = Bench()
    bench.hears("parrot: hello", public=True)
    bench.hears("parrot is bad today", public=True)
    (ticket,) = bench.begun
    assert (ticket.question.argument, ticket.question.is_public) == ("hello", True)
    (message,) = bench.finish(ticket, "HELLO")
    assert (message.text, message.public) == ("eve: HELLO", True)


def test_a_question_is_in_its_own_script() -> None:
    bench = Bench(at_once_each=3)
    for text in ("Suzdal", "Суздаль", "55.75 37.62"):
        bench.hears(text)
    assert [ticket.question.language.code for ticket in bench.begun] == ["en", "ru", "ru"]


def test_control_characters_are_taken_out_of_a_question() -> None:
    bench = Bench()
    bench.hears("a\x1b\u202eb")
    assert bench.asked == ["ab"]


def test_neither_itself_nor_another_bot_is_answered() -> None:
    bench = Bench()
    bench.hears("parrot: hello", author="parrot", public=True)
    bench.happens(Message(3, "parrot", "hello", to="eve", bot=True))
    bench.happens(Message(4, "eve", "parrot: hello", bot=True))
    bench.happens(Message(5, "eve", "hello", to="parrot", bot=True))
    assert bench.begun == []
    assert bench.told == []


def test_the_same_message_is_answered_once() -> None:
    bench = Bench()
    bench.hears("hello", number=7)
    bench.hears("hello", number=7)
    bench.welcome()
    bench.hears("hello", number=7)
    assert bench.asked == ["hello"]


def test_a_question_that_somebody_delayed_is_answered_when_it_comes() -> None:
    bench = Bench()
    bench.happens(Message(1, "eve", "hello", to="parrot", delayed=True))
    assert bench.asked == ["hello"]


def test_when_it_is_to_stop_it_takes_no_new_question() -> None:
    bench = Bench()
    bench.hears("one")
    bench.desk.close()
    bench.hears("two")
    assert bench.asked == ["one"]
    assert not bench.is_idle()
    bench.finish(bench.begun[0])
    assert bench.is_idle()


def test_what_it_cannot_finish_is_told() -> None:
    bench = Bench(at_once=2)
    for text in ("answered", "running", "waiting"):
        bench.hears(text)
    bench.desk.answer(bench.begun[0], "done")
    bench.desk.close()
    bench.do(bench.desk.give_up())
    assert bench.abandoned == [bench.begun[1]]
    assert (
        bench.said == ["I am being stopped, and could not finish your answer; ask again when I am back."] * 2
    )


def test_a_bot_without_a_default_answers_everything_too() -> None:
    bench = Bench(Strict)
    bench.hears("xyzzy")
    assert bench.begun[0].question.argument == "xyzzy"
