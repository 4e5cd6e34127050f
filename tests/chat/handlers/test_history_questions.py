"""Questions about what was said: `history` with numbers, and `search`."""

import pytest
from chat_bench import ChatBench, session_of
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat import Rules
from besedka.chat.language.events import HistoryListed, Refused, SearchListed
from besedka.chat.language.matching import matches, searchable, terms
from besedka.chat.language.questions import Search, ShowHistory


def bench_with(*texts: str) -> ChatBench:
    bench = ChatBench(Rules(history_size=3, history_kept=1000))
    bench.join_all("ann", "bob")
    for text in texts:
        bench.send("ann", text)
    return bench


def numbers(bench: ChatBench, question: ShowHistory, who: str = "bob") -> list[int]:
    answer = bench.chat.answer(session_of(who), question)
    assert isinstance(answer, HistoryListed)
    assert (answer.before, answer.around) == (question.before, question.around)
    return [row.message.number for row in answer.messages]


def refused(bench: ChatBench, question: ShowHistory | Search) -> Refused:
    answer = bench.chat.answer(session_of("bob"), question)
    assert isinstance(answer, Refused)
    return answer


def found(bench: ChatBench, words: str, who: str = "bob") -> list[str]:
    answer = bench.chat.answer(session_of(who), Search(words))
    assert isinstance(answer, SearchListed)
    assert answer.text == words
    return [row.message.text for row in answer.messages]


def test_so_many_messages_as_are_asked_for_are_shown() -> None:
    bench = bench_with(*"abcde")
    last = len(bench.journal)
    assert numbers(bench, ShowHistory(2)) == [last - 1, last]
    assert len(numbers(bench, ShowHistory(1000))) == 5


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_no_message_and_very_many_cannot_be_asked_for(count: int) -> None:
    assert refused(bench_with("a"), ShowHistory(count)) == Refused(
        "count-out-of-range", {"limit": 1000, "given": count}
    )


def test_before_and_around_exclude_each_other() -> None:
    assert refused(bench_with("a"), ShowHistory(before=1, around=1)).code == "before-and-around"


def test_those_before_a_message_are_shown_without_it() -> None:
    bench = bench_with(*"abcdef")
    last = len(bench.journal)
    assert numbers(bench, ShowHistory(before=last)) == [last - 3, last - 2, last - 1]
    assert numbers(bench, ShowHistory(1, before=last)) == [last - 1]
    assert numbers(bench, ShowHistory(before=last - 5)) == []


def test_a_number_that_is_no_messages_stands_where_its_entry_does() -> None:
    bench = bench_with("a", "b")
    private = len(bench.journal) + 1
    bench.send("ann", "psst", to="bob")
    bench.send("ann", "c")
    assert numbers(bench, ShowHistory(before=private)) == [private - 2, private - 1]
    assert numbers(bench, ShowHistory(before=0)) == []
    assert numbers(bench, ShowHistory(before=10**9)) == [private - 2, private - 1, private + 1]


def test_a_message_is_shown_amid_those_around_it() -> None:
    bench = bench_with(*"abcdefg")
    last = len(bench.journal)
    first = last - 6
    assert numbers(bench, ShowHistory(around=first + 3)) == [first + 2, first + 3, first + 4]
    assert numbers(bench, ShowHistory(4, around=first + 3)) == [first + 1, first + 2, first + 3, first + 4]
    assert numbers(bench, ShowHistory(1, around=first + 3)) == [first + 3]


def test_at_either_end_the_messages_around_one_are_as_many() -> None:
    bench = bench_with(*"abcdefg")
    last = len(bench.journal)
    assert numbers(bench, ShowHistory(around=last)) == [last - 2, last - 1, last]
    assert numbers(bench, ShowHistory(around=last - 6)) == [last - 6, last - 5, last - 4]
    assert len(numbers(bench, ShowHistory(100, around=last - 6))) == 7


@pytest.mark.parametrize("number", [0, 1, 10**9])
def test_around_a_number_that_is_no_public_messages_there_is_nothing(number: int) -> None:
    assert refused(bench_with("a"), ShowHistory(around=number)) == Refused(
        "not-in-history", {"number": number}
    )


def test_a_delayed_message_stands_where_it_was_delivered_and_under_its_number() -> None:
    bench = bench_with("a")
    delayed = len(bench.journal) + 1
    bench.schedule("ann", "later", 5)
    bench.send("ann", "b")
    bench.wait(5)
    bench.send("ann", "c")
    assert numbers(bench, ShowHistory(before=delayed)) == [delayed - 1, delayed + 1]
    assert numbers(bench, ShowHistory(around=delayed))[1] == delayed


def test_who_is_ignored_is_in_no_answer() -> None:
    bench = bench_with("hello one")
    bench.join("eve")
    bench.send("eve", "hello from eve")
    hers = len(bench.journal)
    bench.send("ann", "hello two")
    bench.ignore("bob", "eve")
    assert hers not in numbers(bench, ShowHistory(10))
    assert refused(bench, ShowHistory(around=hers)).code == "not-in-history"
    assert numbers(bench, ShowHistory(2, before=hers + 1)) == [hers - 2]
    assert found(bench, "hello") == ["hello two", "hello one"]
    assert found(bench, "hello", "eve") == ["hello two", "hello from eve", "hello one"]


def test_what_is_private_is_never_found_nor_anybodys_name() -> None:
    bench = bench_with("hello")
    bench.send("ann", "psst hello", to="bob")
    bench.schedule("ann", "psst later", 5, to="bob")
    bench.schedule("ann", "much later", 500)
    bench.wait(5)
    assert (
        found(bench, "psst")
        == found(bench, "psst", "ann")
        == found(bench, "later")
        == found(bench, "ann")
        == []
    )


def test_the_newest_message_is_found_first() -> None:
    bench = bench_with("Под ёлкой", "дом", "Елка!", "ёлка")
    assert found(bench, "елк") == ["ёлка", "Елка!", "Под ёлкой"]


def test_of_very_many_the_newest_hundred_are_shown_and_it_is_said() -> None:
    bench = bench_with(*(f"a {index}" for index in range(100)))
    whole = bench.chat.answer(session_of("bob"), Search("a"))
    assert isinstance(whole, SearchListed)
    assert (len(whole.messages), whole.cut) == (100, False)
    bench.send("ann", "a 100")
    cut = bench.chat.answer(session_of("bob"), Search("a"))
    assert isinstance(cut, SearchListed)
    assert (len(cut.messages), cut.messages[0].message.text, cut.cut) == (100, "a 100", True)


@pytest.mark.parametrize("typed", ["", " ", "\u200b"])
def test_nothing_cannot_be_searched_for(typed: str) -> None:
    assert refused(bench_with("a"), Search(typed)).code == "search-empty"


def test_how_much_can_be_searched_for_is_limited() -> None:
    bench = bench_with("a")
    assert found(bench, "b" * 50) == []
    assert refused(bench, Search("b" * 201)) == Refused("search-too-long", {"limit": 200, "length": 201})


@given(
    st.lists(st.text("ab ёе茶!", min_size=1, max_size=6).filter(str.strip), max_size=8),
    st.lists(st.text("abёе茶!", min_size=1, max_size=3), min_size=1, max_size=3),
)
def test_exactly_the_messages_that_match_are_found(texts: list[str], words: list[str]) -> None:
    bench = bench_with(*texts)
    wanted = terms(" ".join(words))
    expected = [text for text in reversed(texts) if matches(searchable(text), wanted)]
    for _ in range(2):  # The second time from what the first one has prepared.
        assert found(bench, " ".join(words)) == expected


def test_a_long_message_is_found_as_any_other() -> None:
    bench = bench_with("needle " + "hay " * 300, "short")
    assert len(found(bench, "needle hay")) == 1
    assert found(bench, "needles") == []
