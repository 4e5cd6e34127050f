"""Questions about what was said: `history` with numbers, and `search`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage import Stage, session_of

from besedka.chat import Rules
from besedka.chat.language.events import HistoryListed, Refused, SearchListed
from besedka.chat.language.matching import matches, searchable, terms
from besedka.chat.language.questions import Search, ShowHistory


def stage_with(*texts: str) -> Stage:
    stage = Stage(Rules(history_size=3, history_kept=1000))
    stage.join_all("ann", "bob")
    for text in texts:
        stage.send("ann", text)
    return stage


def numbers(stage: Stage, question: ShowHistory, who: str = "bob") -> list[int]:
    answer = stage.chat.answer(session_of(who), question)
    assert isinstance(answer, HistoryListed)
    assert (answer.before, answer.around) == (question.before, question.around)
    return [row.message.number for row in answer.messages]


def refused(stage: Stage, question: ShowHistory | Search) -> Refused:
    answer = stage.chat.answer(session_of("bob"), question)
    assert isinstance(answer, Refused)
    return answer


def found(stage: Stage, words: str, who: str = "bob") -> list[str]:
    answer = stage.chat.answer(session_of(who), Search(words))
    assert isinstance(answer, SearchListed)
    assert answer.text == words
    return [row.message.text for row in answer.messages]


def test_so_many_messages_as_are_asked_for_are_shown() -> None:
    stage = stage_with(*"abcde")
    last = len(stage.journal)
    assert numbers(stage, ShowHistory(2)) == [last - 1, last]
    assert len(numbers(stage, ShowHistory(1000))) == 5


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_no_message_and_very_many_cannot_be_asked_for(count: int) -> None:
    assert refused(stage_with("a"), ShowHistory(count)) == Refused(
        "count-out-of-range", {"limit": 1000, "given": count}
    )


def test_before_and_around_exclude_each_other() -> None:
    assert refused(stage_with("a"), ShowHistory(before=1, around=1)).code == "before-and-around"


def test_those_before_a_message_are_shown_without_it() -> None:
    stage = stage_with(*"abcdef")
    last = len(stage.journal)
    assert numbers(stage, ShowHistory(before=last)) == [last - 3, last - 2, last - 1]
    assert numbers(stage, ShowHistory(1, before=last)) == [last - 1]
    assert numbers(stage, ShowHistory(before=last - 5)) == []


def test_a_number_that_is_no_messages_stands_where_its_entry_does() -> None:
    stage = stage_with("a", "b")
    private = len(stage.journal) + 1
    stage.send("ann", "psst", to="bob")
    stage.send("ann", "c")
    assert numbers(stage, ShowHistory(before=private)) == [private - 2, private - 1]
    assert numbers(stage, ShowHistory(before=0)) == []
    assert numbers(stage, ShowHistory(before=10**9)) == [private - 2, private - 1, private + 1]


def test_a_message_is_shown_amid_those_around_it() -> None:
    stage = stage_with(*"abcdefg")
    last = len(stage.journal)
    first = last - 6
    assert numbers(stage, ShowHistory(around=first + 3)) == [first + 2, first + 3, first + 4]
    assert numbers(stage, ShowHistory(4, around=first + 3)) == [first + 1, first + 2, first + 3, first + 4]
    assert numbers(stage, ShowHistory(1, around=first + 3)) == [first + 3]


def test_at_either_end_the_messages_around_one_are_as_many() -> None:
    stage = stage_with(*"abcdefg")
    last = len(stage.journal)
    assert numbers(stage, ShowHistory(around=last)) == [last - 2, last - 1, last]
    assert numbers(stage, ShowHistory(around=last - 6)) == [last - 6, last - 5, last - 4]
    assert len(numbers(stage, ShowHistory(100, around=last - 6))) == 7


@pytest.mark.parametrize("number", [0, 1, 10**9])
def test_around_a_number_that_is_no_public_messages_there_is_nothing(number: int) -> None:
    assert refused(stage_with("a"), ShowHistory(around=number)) == Refused(
        "not-in-history", {"number": number}
    )


def test_a_delayed_message_stands_where_it_was_delivered_and_under_its_number() -> None:
    stage = stage_with("a")
    delayed = len(stage.journal) + 1
    stage.schedule("ann", "later", 5)
    stage.send("ann", "b")
    stage.wait(5)
    stage.send("ann", "c")
    assert numbers(stage, ShowHistory(before=delayed)) == [delayed - 1, delayed + 1]
    assert numbers(stage, ShowHistory(around=delayed))[1] == delayed


def test_who_is_ignored_is_in_no_answer() -> None:
    stage = stage_with("hello one")
    stage.join("eve")
    stage.send("eve", "hello from eve")
    hers = len(stage.journal)
    stage.send("ann", "hello two")
    stage.ignore("bob", "eve")
    assert hers not in numbers(stage, ShowHistory(10))
    assert refused(stage, ShowHistory(around=hers)).code == "not-in-history"
    assert numbers(stage, ShowHistory(2, before=hers + 1)) == [hers - 2]
    assert found(stage, "hello") == ["hello two", "hello one"]
    assert found(stage, "hello", "eve") == ["hello two", "hello from eve", "hello one"]


def test_what_is_private_is_never_found_nor_anybodys_name() -> None:
    stage = stage_with("hello")
    stage.send("ann", "psst hello", to="bob")
    stage.schedule("ann", "psst later", 5, to="bob")
    stage.schedule("ann", "much later", 500)
    stage.wait(5)
    assert (
        found(stage, "psst")
        == found(stage, "psst", "ann")
        == found(stage, "later")
        == found(stage, "ann")
        == []
    )


def test_the_newest_message_is_found_first() -> None:
    stage = stage_with("Под ёлкой", "дом", "Елка!", "ёлка")
    assert found(stage, "елк") == ["ёлка", "Елка!", "Под ёлкой"]


def test_of_very_many_the_newest_hundred_are_shown_and_it_is_said() -> None:
    stage = stage_with(*(f"a {index}" for index in range(100)))
    whole = stage.chat.answer(session_of("bob"), Search("a"))
    assert isinstance(whole, SearchListed)
    assert (len(whole.messages), whole.cut) == (100, False)
    stage.send("ann", "a 100")
    cut = stage.chat.answer(session_of("bob"), Search("a"))
    assert isinstance(cut, SearchListed)
    assert (len(cut.messages), cut.messages[0].message.text, cut.cut) == (100, "a 100", True)


@pytest.mark.parametrize("typed", ["", " ", "\u200b"])
def test_nothing_cannot_be_searched_for(typed: str) -> None:
    assert refused(stage_with("a"), Search(typed)).code == "search-empty"


def test_how_much_can_be_searched_for_is_limited() -> None:
    stage = stage_with("a")
    assert found(stage, "b" * 50) == []
    assert refused(stage, Search("b" * 201)) == Refused("search-too-long", {"limit": 200, "length": 201})


@given(
    st.lists(st.text("ab ёе茶!", min_size=1, max_size=6).filter(str.strip), max_size=8),
    st.lists(st.text("abёе茶!", min_size=1, max_size=3), min_size=1, max_size=3),
)
def test_exactly_the_messages_that_match_are_found(texts: list[str], words: list[str]) -> None:
    stage = stage_with(*texts)
    wanted = terms(" ".join(words))
    expected = [text for text in reversed(texts) if matches(searchable(text), wanted)]
    for _ in range(2):  # The second time from what the first one has prepared.
        assert found(stage, " ".join(words)) == expected


def test_a_long_message_is_found_as_any_other() -> None:
    stage = stage_with("needle " + "hay " * 300, "short")
    assert len(found(stage, "needle hay")) == 1
    assert found(stage, "needles") == []
