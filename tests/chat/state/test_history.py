from stage import NOON, Stage, session_of

from besedka.chat import Rules, Stamp
from besedka.chat.language.events import HistoryListed, Message, Recorded
from besedka.chat.language.questions import ShowHistory


def test_an_empty_history_is_an_answer_too() -> None:
    stage = Stage()
    stage.join("ann")
    assert stage.chat.answer(session_of("ann"), ShowHistory()) == HistoryListed(())


def test_history_is_the_last_twenty_public_messages_oldest_first() -> None:
    stage = Stage()
    stage.join("ann")
    for index in range(25):
        stage.send("ann", str(index))
    assert stage.history("ann") == [str(index) for index in range(5, 25)]


def test_a_message_stands_with_its_time_and_the_name_at_that_time() -> None:
    stage = Stage()
    stage.join("ann")
    stage.send("ann", "hello")
    seq = len(stage.journal)
    stage.wait(9)
    stage.rename("ann", "anna")
    recorded = Recorded(Stamp(seq, NOON), Message(seq, "ann", "hello"))
    assert stage.chat.answer(session_of("ann"), ShowHistory()) == HistoryListed((recorded,))


def test_nothing_private_ever_stands_in_it() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.send("ann", "psst", to="bob")
    stage.schedule("ann", "psst later", 5, to="bob")
    stage.wait(5)
    assert stage.history("ann") == stage.history("bob") == []


def test_coming_going_and_names_never_stand_in_it() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.rename("bob", "robert")
    stage.mute("robert")
    stage.leave("bob")
    assert stage.history("ann") == []


def test_a_delayed_message_stands_where_it_was_delivered() -> None:
    stage = Stage()
    stage.join("ann")
    stage.schedule("ann", "second", 5)
    stage.send("ann", "first")
    assert stage.history("ann") == ["first"]
    stage.wait(5)
    stage.send("ann", "third")
    assert stage.history("ann") == ["first", "second", "third"]


def test_its_length_is_a_setting_that_can_change() -> None:
    stage = Stage(Rules(history_size=3))
    stage.join("ann")
    for index in range(5):
        stage.send("ann", str(index))
    assert stage.history("ann") == ["2", "3", "4"]
    stage.change_rules(Rules(history_size=1))
    assert stage.history("ann") == ["4"]
    stage.change_rules(Rules(history_size=0))
    stage.send("ann", "x")
    assert stage.history("ann") == []
