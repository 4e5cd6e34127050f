from chat_bench import NOON, ChatBench, session_of

from besedka.chat import Rules, Stamp
from besedka.chat.language.events import Answer, HistoryListed, Message, Recorded, SearchListed, Welcome
from besedka.chat.language.questions import Search, ShowHistory


def test_an_empty_history_is_an_answer_too() -> None:
    bench = ChatBench()
    bench.join("ann")
    assert bench.chat.answer(session_of("ann"), ShowHistory()) == HistoryListed(())


def test_history_is_the_last_twenty_public_messages_oldest_first() -> None:
    bench = ChatBench()
    bench.join("ann")
    for index in range(25):
        bench.send("ann", str(index))
    assert bench.history("ann") == [str(index) for index in range(5, 25)]


def test_a_message_stands_with_its_time_and_the_name_at_that_time() -> None:
    bench = ChatBench()
    bench.join("ann")
    bench.send("ann", "hello")
    seq = len(bench.journal)
    bench.wait(9)
    bench.rename("ann", "anna")
    recorded = Recorded(Stamp(seq, NOON), Message(seq, "ann", "hello"))
    assert bench.chat.answer(session_of("ann"), ShowHistory()) == HistoryListed((recorded,))


def test_nothing_private_ever_stands_in_it() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.send("ann", "psst", to="bob")
    bench.schedule("ann", "psst later", 5, to="bob")
    bench.wait(5)
    assert bench.history("ann") == bench.history("bob") == []


def test_coming_going_and_names_never_stand_in_it() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.rename("bob", "robert")
    bench.mute("robert")
    bench.leave("bob")
    assert bench.history("ann") == []


def test_a_delayed_message_stands_where_it_was_delivered() -> None:
    bench = ChatBench()
    bench.join("ann")
    bench.schedule("ann", "second", 5)
    bench.send("ann", "first")
    assert bench.history("ann") == ["first"]
    bench.wait(5)
    bench.send("ann", "third")
    assert bench.history("ann") == ["first", "second", "third"]


def test_its_length_is_a_setting_that_can_change() -> None:
    bench = ChatBench(Rules(history_size=3))
    bench.join("ann")
    for index in range(5):
        bench.send("ann", str(index))
    assert bench.history("ann") == ["2", "3", "4"]
    bench.change_rules(Rules(history_size=1))
    assert bench.history("ann") == ["4"]
    bench.change_rules(Rules(history_size=0))
    bench.send("ann", "x")
    assert bench.history("ann") == []


def kept(bench: ChatBench, who: str = "ann") -> list[str]:
    return texts(bench.chat.answer(session_of(who), ShowHistory(1000)))


def texts(answer: Answer) -> list[str]:
    assert isinstance(answer, (HistoryListed, SearchListed))
    return [row.message.text for row in answer.messages]


def test_more_can_be_kept_than_is_shown_to_who_asks_for_no_number() -> None:
    bench = ChatBench(Rules(history_size=2, history_kept=4))
    bench.join("ann")
    for index in range(6):
        bench.send("ann", str(index))
    assert bench.history("ann") == ["4", "5"]
    assert kept(bench) == ["2", "3", "4", "5"]
    bench.change_rules(Rules(history_size=2, history_kept=3))
    assert kept(bench) == ["3", "4", "5"]


def test_the_bytes_of_what_is_kept_are_bounded_and_counted_as_utf_8() -> None:
    bench = ChatBench(Rules(history_kept=10, history_bytes=8))
    bench.join("ann")
    for text in ("abcd", "efgh"):
        bench.send("ann", text)
    assert kept(bench) == ["abcd", "efgh"]
    bench.send("ann", "ё")
    assert kept(bench) == ["efgh", "ё"]
    bench.send("ann", "ж" * 5)
    assert kept(bench) == []
    bench.send("ann", "ж" * 4)
    assert kept(bench) == ["ж" * 4]
    bench.change_rules(Rules(history_kept=10, history_bytes=7))
    assert kept(bench) == []


def test_what_is_dropped_is_found_no_more() -> None:
    bench = ChatBench(Rules(history_kept=2))
    bench.join("ann")
    for text in ("one", "two"):
        bench.send("ann", text)
    one = Search("one")
    assert texts(bench.chat.answer(session_of("ann"), one)) == ["one"]
    bench.send("ann", "three")
    assert texts(bench.chat.answer(session_of("ann"), one)) == []
    assert len(bench.chat._state.lobby.history._searchable) == 2  # type: ignore[union-attr]


def test_a_welcome_tells_how_many_messages_history_shows_at_most() -> None:
    bench = ChatBench(Rules(history_size=20, history_kept=5))
    bench.join("ann")
    welcome = bench.streams[session_of("ann")][0][1]
    assert isinstance(welcome, Welcome)
    assert welcome.limits.history == 5
