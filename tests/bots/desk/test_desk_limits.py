"""How many questions are answered, how many wait, and what their askers are told."""

from bot_bench import Bench

from besedka.chat.language.events import (
    Renamed,
)

ONE_MOMENT = "Looking… one moment."


def test_an_asker_gets_so_many_answers_a_minute_then_one_sentence_then_silence() -> None:
    bench = Bench(per_minute=2)
    for _ in range(6):
        bench.hears("hello")
    bench.hears("hello", author="bob")
    assert [ticket.question.asker for ticket in bench.begun] == ["eve", "eve", "bob"]
    assert bench.said == ["I answer 2 questions a minute; ask again in 1 minute."]
    bench.finish(bench.begun[0])
    bench.now += 60
    bench.hears("hello")
    assert len(bench.begun) == 4


def test_the_limit_follows_a_rename() -> None:
    bench = Bench(per_minute=1)
    bench.hears("hello")
    bench.happens(Renamed("eve", "eva"))
    bench.hears("привет", author="eva", public=False)
    assert bench.said == ["Отвечаю на 1 вопрос в минуту; спросите снова через 1 минуту."]


def test_two_programs_that_talk_at_each_other_end_it_also_when_one_does_not_say_that_it_is_one() -> None:
    bench = Bench()
    bench.hears("hello")
    talk = 0
    while bench.begun or bench.told:
        sent = bench.told.pop(0).text if bench.told else bench.finish(bench.begun.pop(0), "hello")[0].text
        bench.hears(sent)  # the other one says it back
        talk += 1
        assert talk < 100
    assert talk == 11


def test_so_many_questions_at_once_so_many_queued_and_the_rest_is_told_when_to_come_back() -> None:
    bench = Bench(at_once=2, queued=3)
    for number in range(10):
        bench.hears(f"{number}", author=f"user{number}")
    assert bench.asked == ["0", "1"]
    assert bench.said == ["I am busy; try again in 2 seconds."] * 5
    assert [message.asker.name for message in bench.told] == [f"user{number}" for number in range(5, 10)]


def test_one_asker_does_not_take_all_the_places() -> None:
    bench = Bench(at_once=4, at_once_each=2)
    for text in ("one", "two", "three"):
        bench.hears(text)
    bench.hears("bob's", author="bob")
    assert bench.asked == ["one", "two", "bob's"]
    bench.finish(bench.begun[1])
    assert bench.asked == ["one", "two", "bob's", "three"]


def test_a_question_that_waits_for_its_turn_is_announced_once_unless_it_is_answered_or_given_up() -> None:
    bench = Bench(at_once=1, per_minute=100)
    for text in ("first", "second", "third", "fourth"):
        bench.hears(text)
    second, third, fourth = bench.waiting
    bench.do(bench.desk.takes_long(second))
    assert [message.ticket for message in bench.told] == [second]
    bench.finish(bench.begun[0])
    bench.do(bench.desk.takes_long(second))
    bench.finish(second)
    bench.desk.answer(third, "done")
    bench.do(bench.desk.takes_long(third))
    assert bench.said == [ONE_MOMENT]
    bench.do(bench.desk.give_up())
    bench.do(bench.desk.takes_long(fourth))
    assert bench.said.count(ONE_MOMENT) == 1


def test_a_place_that_becomes_free_goes_to_who_has_waited_longest() -> None:
    bench = Bench(at_once=1, queued=3)
    for text in ("first", "second", "third"):
        bench.hears(text)
    for expected in (["first"], ["first", "second"], ["first", "second", "third"]):
        assert bench.asked == expected
        bench.finish(bench.begun[-1])
    assert bench.is_idle()


def test_the_time_to_wait_is_learned_from_how_long_answers_take() -> None:
    bench = Bench(at_once=1, queued=1, per_minute=1000)
    for _ in range(60):
        bench.hears("hello")
        bench.now += 20
        bench.finish(bench.begun[-1])
    for _ in range(3):
        bench.hears("hello")
    assert bench.said == ["I am busy; try again in 40 seconds."]


def test_a_long_answer_is_announced() -> None:
    bench = Bench()
    bench.hears("parrot: Суздаль", public=True)
    (ticket,) = bench.begun
    bench.do(bench.desk.takes_long(ticket))
    (notice,) = bench.told
    assert (notice.text, notice.public, notice.notice) == ("eve: Секунду, ищу ответ…", True, True)
    assert notice.ticket is ticket
    bench.finish(ticket)
    assert ticket.answered


def test_an_answer_obeys_the_chat_s_limit_of_length_and_the_bot_s_of_messages() -> None:
    bench = Bench(max_messages=3)
    bench.hears("hello")
    bench.hears("hello")
    one, two = bench.begun
    assert [len(message.text) for message in bench.finish(one, "x" * 9000)] == [4000, 4000, 1000]
    assert [len(message.text) for message in bench.finish(two, "x" * 20_000)] == [4000, 4000, 4000]
