from stage import NOON, Stage, session_of

from besedka.chat import Rules, Stamp
from besedka.chat.language.events import Answer, HistoryListed, Message, Recorded, SearchListed, Welcome
from besedka.chat.language.questions import Search, ShowHistory


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


def kept(stage: Stage, who: str = "ann") -> list[str]:
    return texts(stage.chat.answer(session_of(who), ShowHistory(1000)))


def texts(answer: Answer) -> list[str]:
    assert isinstance(answer, (HistoryListed, SearchListed))
    return [row.message.text for row in answer.messages]


def test_more_can_be_kept_than_is_shown_to_who_asks_for_no_number() -> None:
    stage = Stage(Rules(history_size=2, history_kept=4))
    stage.join("ann")
    for index in range(6):
        stage.send("ann", str(index))
    assert stage.history("ann") == ["4", "5"]
    assert kept(stage) == ["2", "3", "4", "5"]
    stage.change_rules(Rules(history_size=2, history_kept=3))
    assert kept(stage) == ["3", "4", "5"]


def test_the_bytes_of_what_is_kept_are_bounded_and_counted_as_utf_8() -> None:
    stage = Stage(Rules(history_kept=10, history_bytes=8))
    stage.join("ann")
    for text in ("abcd", "efgh"):
        stage.send("ann", text)
    assert kept(stage) == ["abcd", "efgh"]
    stage.send("ann", "ё")
    assert kept(stage) == ["efgh", "ё"]
    stage.send("ann", "ж" * 5)
    assert kept(stage) == []
    stage.send("ann", "ж" * 4)
    assert kept(stage) == ["ж" * 4]
    stage.change_rules(Rules(history_kept=10, history_bytes=7))
    assert kept(stage) == []


def test_what_is_dropped_is_found_no_more() -> None:
    stage = Stage(Rules(history_kept=2))
    stage.join("ann")
    for text in ("one", "two"):
        stage.send("ann", text)
    one = Search("one")
    assert texts(stage.chat.answer(session_of("ann"), one)) == ["one"]
    stage.send("ann", "three")
    assert texts(stage.chat.answer(session_of("ann"), one)) == []
    assert len(stage.chat._state.lobby.history._searchable) == 2  # type: ignore[union-attr]


def test_a_welcome_tells_how_many_messages_history_shows_at_most() -> None:
    stage = Stage(Rules(history_size=20, history_kept=5))
    stage.join("ann")
    welcome = stage.streams[session_of("ann")][0][1]
    assert isinstance(welcome, Welcome)
    assert welcome.limits.history == 5
