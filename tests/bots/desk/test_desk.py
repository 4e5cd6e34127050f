"""What a bot does about the events of a chat: no sockets, no tasks, no clock."""

from bot_bench import LIMITS, Bench, Strict

from besedka.bots.desk.actions import Note
from besedka.chat.language.events import (
    Joined,
    Left,
    Message,
    Muted,
    Refused,
    Renamed,
    Resumed,
    Silenced,
    Stamp,
    Unmuted,
    Welcome,
)
from besedka.client import Disconnected, Received, Reconnecting

ONE_MOMENT = "Looking… one moment."


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


# -- names ------------------------------------------------------------------------------------------------------------


def test_it_goes_by_its_present_name() -> None:
    bench = Bench()
    bench.happens(Renamed("parrot", "polly"))
    bench.hears("parrot: hello", public=True)
    bench.hears("polly: hello", public=True)
    assert bench.asked == ["hello"]
    assert bench.desk.wanted_name == "polly"
    assert not bench.is_misnamed()


def test_while_its_name_is_taken_it_answers_in_private_only_and_takes_the_name_when_it_is_free() -> None:
    bench = Bench(join=False)
    bench.welcome("guest-1", "parrot", "eve")
    bench.happens(Refused("name-taken", {"name": "parrot"}))
    assert bench.notes[-1] == Note(
        "name-refused", {"code": "name-taken", "wanted": "parrot"}, is_warning=True
    )
    bench.hears("parrot: hello", public=True)
    bench.hears("guest-1: hello", public=True)
    bench.hears("psst")
    assert bench.asked == ["psst"]
    assert bench.names == []
    bench.happens(Left("bob", "exit"))
    assert bench.names == []
    bench.happens(Left("parrot", "lost"))
    assert bench.names == ["parrot"]
    bench.happens(Renamed("guest-1", "parrot"))
    bench.hears("parrot: hello", public=True)
    assert bench.asked == ["psst", "hello"]


def test_a_name_is_free_too_when_its_owner_takes_another() -> None:
    bench = Bench(join=False)
    bench.welcome("guest-1", "PARROT", "eve")
    bench.happens(Renamed("PARROT", "polly"))
    assert bench.names == ["parrot"]


def test_a_name_that_the_chat_never_gives_is_asked_for_again_only_after_a_reconnect() -> None:
    bench = Bench(join=False)
    bench.welcome("guest-1")
    bench.happens(Refused("name-reserved", {"name": "parrot"}))
    assert not bench.is_misnamed()
    bench.hears("guest-1: hello", public=True)
    assert bench.asked == ["hello"]
    bench.welcome("guest-1")
    assert bench.is_misnamed()
    assert bench.desk.wanted_name == "parrot"


# -- limits -----------------------------------------------------------------------------------------------------------


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


# -- memory -----------------------------------------------------------------------------------------------------------


def test_memory_is_the_same_for_all_questions_of_an_asker_and_follows_a_rename() -> None:
    bench = Bench()
    bench.hears("hello")
    bench.begun[0].question.memory["place"] = "Suzdal"
    bench.finish(bench.begun[0])
    bench.happens(Renamed("eve", "eva"))
    bench.hears("hello", author="eva")
    bench.hears("hello", author="bob")
    assert [ticket.question.memory for ticket in bench.begun[1:]] == [{"place": "Suzdal"}, {}]


def test_memory_is_bounded_after_each_answer() -> None:
    bench = Bench(max_memory=2)
    bench.hears("hello")
    bench.begun[0].question.memory.update(a=1, b=2, c=3)
    bench.finish(bench.begun[0])
    assert bench.begun[0].question.memory == {"b": 2, "c": 3}


def test_whoever_leaves_is_forgotten_and_gets_no_answer_any_more() -> None:
    bench = Bench(at_once=1)
    bench.hears("running")
    bench.hears("waiting")
    bench.hears("another's", author="bob")
    bench.begun[0].question.memory["place"] = "Suzdal"
    bench.happens(Left("eve", "exit"))
    assert bench.abandoned == [bench.begun[0]]
    assert not bench.begun[0].asker.here
    bench.do(bench.desk.done(bench.begun[0], bench.now))
    assert bench.asked == ["running", "another's"]
    bench.happens(Joined("eve"))
    bench.finish(bench.begun[1])
    bench.hears("hello")
    assert bench.begun[-1].question.memory == {}


# -- connections ------------------------------------------------------------------------------------------------------


def test_after_a_reconnect_those_who_are_still_there_are_remembered() -> None:
    bench = Bench()
    bench.hears("one")
    bench.hears("two", author="bob")
    bench.welcome("parrot", "bob")
    assert [ticket.asker.here for ticket in bench.begun] == [False, True]
    assert bench.abandoned == [bench.begun[0]]


def test_whoever_takes_the_name_of_an_asker_who_left_unseen_gets_neither_answers_nor_memory_of_theirs() -> (
    None
):
    bench = Bench(at_once=1)
    for text in ("running", "waiting"):
        bench.hears(text)
    bench.begun[0].question.memory["place"] = "Suzdal"
    bench.welcome("parrot", "bob", more=5000)
    bench.happens(Renamed("bob", "eve"))
    assert not bench.begun[0].asker.here
    assert bench.abandoned == [bench.begun[0]]
    bench.do(bench.desk.done(bench.begun[0], bench.now))
    bench.hears("hello")
    assert bench.asked == ["running", "hello"]
    assert bench.begun[1].question.memory == {}


def test_askers_who_exchange_their_names_get_their_own_answers() -> None:
    bench = Bench()
    bench.hears("one")
    bench.hears("two", author="bob")
    for old, new in (("eve", "x"), ("bob", "eve"), ("x", "bob")):
        bench.happens(Renamed(old, new))
    one, two = (bench.finish(ticket, ticket.question.argument) for ticket in bench.begun)
    assert [(message.text, message.asker.name) for message in (*one, *two)] == [
        ("one", "bob"),
        ("two", "eve"),
    ]


def test_in_a_room_too_large_to_be_listed_nobody_is_forgotten_at_a_reconnect() -> None:
    bench = Bench()
    bench.hears("one")
    bench.welcome("parrot", "bob", more=5000)
    assert bench.begun[0].asker.here


def test_a_server_that_was_restarted_makes_strangers_of_all() -> None:
    bench = Bench()
    bench.seq = 500
    bench.hears("one", number=7)
    bench.seq = 3
    bench.welcome()
    assert bench.abandoned == bench.begun
    bench.hears("two", number=7)
    assert bench.asked == ["one", "two"]


def test_a_session_that_goes_on_keeps_who_is_there_and_knows_what_it_is_called_and_whether_it_may_speak() -> (
    None
):
    bench = Bench()
    bench.hears("one")
    bench.hears("two", "bob")
    number = bench.seq
    state = Welcome("robin", ("eve", "robin"), 2, LIMITS, muted_until=5)
    bench.happens(Resumed(state, missed=2, gap=1))
    assert (bench.desk.name, bench.desk.muted, bench.desk.misnamed) == ("robin", True, True)
    assert [ticket.question.argument for ticket in bench.abandoned] == ["two"]
    assert bench.notes[-1] == Note("resumed", {"missed": 2, "gap": 1})
    bench.hears("two", "bob", number=number)  # again, and known
    bench.hears("three")
    assert bench.asked == ["one", "two", "three"]


def test_losses_and_pauses_are_noted_and_attempts_are_not() -> None:
    bench = Bench()
    for event in (Disconnected("cut", 1006, 0), Reconnecting(1, 0.0, "cut"), Reconnecting(2, 0.5, "nobody")):
        bench.do(bench.desk.receive(Received(event, Stamp(9, 0)), 0.0))
    assert [(note.event, note.fields, note.is_warning) for note in bench.notes[-2:]] == [
        ("disconnected", {"why": "cut", "code": 1006}, True),
        ("no-connection", {"why": "nobody", "again_in": "0.5"}, True),
    ]
    assert len(bench.notes) == 3


# -- mutes ------------------------------------------------------------------------------------------------------------


def test_a_mute_is_known_from_its_beginning_to_its_end() -> None:
    bench = Bench()
    bench.happens(Muted("eve", 5000, 4))
    assert not bench.is_muted()
    bench.happens(Muted("parrot", 5000, 4))
    bench.happens(Silenced(5000, 4))
    assert bench.is_muted()
    bench.happens(Unmuted("eve"))
    assert bench.is_muted()
    bench.happens(Unmuted("parrot"))
    assert not bench.is_muted()
    assert [note.event for note in bench.notes] == ["joined", "muted", "unmuted"]


def test_a_mute_that_it_comes_back_into_is_known_and_its_end_is_a_chance_for_the_name() -> None:
    bench = Bench(join=False)
    bench.welcome("guest-1", muted_until=5000)
    assert bench.is_muted()
    bench.happens(Unmuted("guest-1"))
    assert bench.names == ["parrot"]


# -- the end ----------------------------------------------------------------------------------------------------------


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
