"""Who is remembered: through renames, departures, lost connections and restarts of the server."""

from bot_bench import LIMITS, Bench

from besedka.bots.desk.actions import Note
from besedka.chat.language.events import (
    Joined,
    Left,
    Renamed,
    Resumed,
    Stamp,
    Welcome,
)
from besedka.client import Disconnected, Received, Reconnecting


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
