"""Questions about public messages have the same answer wherever the messages are read from."""

from typing import Any

import pytest
from chat_bench import ChatBench
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_messages import PlainMessages

from besedka.chat import Chat, Lookup, Rules
from besedka.chat.language.commands import Ignore, Join, Leave, Rename, Send, Unignore
from besedka.chat.language.events import Answer, HistoryListed, SearchListed
from besedka.chat.language.questions import ListUsers, Question, Search, ShowHistory
from besedka.chat.state.messages import Messages

PEOPLE = ["ann", "bob", "cat", "dan"]
NETWORKS = {"ann": "north", "bob": "south", "cat": "south", "dan": "south"}
NAMES = ["eve", "zoe", "EVE"]
WORDS = ["one word", "two words", "слово ёлка", "茶"]

people = st.sampled_from(PEOPLE)
names = st.sampled_from(NAMES)
numbers = st.integers(0, 60)
counts = st.integers(1, 9)

QUESTIONS = st.one_of(
    st.builds(ShowHistory, counts),
    st.builds(ShowHistory, counts, before=numbers),
    st.builds(ShowHistory, counts, around=numbers),
    st.builds(Search, st.sampled_from(["word", "one", "слов", "елка", "茶", "words two", "nothing"])),
)
STEPS = st.one_of(
    st.tuples(people, st.sampled_from(WORDS).map(Send)),
    st.tuples(people, st.builds(Send, st.sampled_from(WORDS), st.none(), st.integers(1, 2))),
    st.tuples(people, st.builds(Send, st.just("psst word"), names)),
    st.tuples(people, names.map(Ignore)),
    st.tuples(people, names.map(Ignore)),
    st.tuples(people, names.map(Unignore)),
    st.tuples(people, st.just(Leave())),
    st.tuples(people, names.map(lambda name: Join("", name))),
)
RENAMES = st.tuples(people, names.map(Rename))


class Crowd(ChatBench):
    """People who come and go as often as they like."""

    def play(self, who: str, command: Any) -> None:
        self.now += 400
        if isinstance(command, Join):
            self.visit(who, command.name)
        elif self.chat.is_in(self.session(who)):
            self.do(who, command)

    def visit(self, who: str, name: str | None) -> None:
        """Come, or come back, and say something."""
        if self.chat.is_in(self.session(who)):
            self.leave(who)
        self.join(who, name, NETWORKS[who])
        self.send(who, "word")


def answer_from(bench: ChatBench, who: str, question: Question, messages: Messages) -> Answer:
    found = bench.chat.look_up(bench.session(who), question)
    return found.answer(messages) if isinstance(found, Lookup) else found


def bench_after(steps: list[tuple[str, Any]], rules: Rules) -> Crowd:
    bench = Crowd(rules)
    for who in PEOPLE:
        bench.visit(who, NAMES[PEOPLE.index(who) % 2])
    for who, command in steps:
        bench.play(who, command)
    return bench


@given(st.lists(STEPS | RENAMES, min_size=5, max_size=40), st.lists(QUESTIONS, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_memory_a_copy_of_it_and_a_plain_list_give_the_same_answers(
    steps: list[tuple[str, Any]], questions: list[Question]
) -> None:
    bench = bench_after(steps, Rules(history_size=2, history_kept=1000))
    history = bench.chat.history
    assert bench.messages == list(history)
    sources: list[Messages] = [PlainMessages(bench.messages), history.copy(1000, lambda: None)]
    for who in filter(lambda who: bench.chat.is_in(bench.session(who)), PEOPLE):
        for question in questions:
            expected = bench.chat.answer(bench.session(who), question)
            for source in sources:
                assert answer_from(bench, who, question, source) == expected


@given(st.lists(STEPS, min_size=5, max_size=40), st.lists(QUESTIONS, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_what_is_hidden_does_not_hang_on_how_much_is_in_memory(
    steps: list[tuple[str, Any]], questions: list[Question]
) -> None:
    large = bench_after(steps, Rules(history_size=2, history_kept=1000))
    small = bench_after(steps, Rules(history_size=2, history_kept=2))
    assert small.messages == large.messages
    for who in filter(lambda who: large.chat.is_in(large.session(who)), PEOPLE):
        for question in [ShowHistory(1000), *questions]:
            expected = large.chat.answer(large.session(who), question)
            assert answer_from(small, who, question, PlainMessages(small.messages)) == expected


# -- what is answered at once


def spoken(count: int) -> ChatBench:
    bench = ChatBench(Rules(history_size=3, history_kept=5))
    bench.join_all("ann", "bob")
    for index in range(count):
        bench.send("ann", f"word {index}")
    return bench


def look_up(bench: ChatBench, who: str, question: Question) -> Lookup | Answer:
    return bench.chat.look_up(bench.session(who), question)


def test_as_many_messages_as_are_in_memory_are_listed_at_once() -> None:
    bench = spoken(9)
    for count in (None, 1, 5):
        answer = look_up(bench, "bob", ShowHistory(count))
        assert isinstance(answer, HistoryListed)
        assert len(answer.messages) == (count or 3)
    assert isinstance(look_up(bench, "bob", ShowHistory(6)), Lookup)


def test_fewer_than_are_wanted_are_looked_up() -> None:
    bench = spoken(5)
    bench.ignore("bob", "ann")
    for index in range(2):
        bench.send("bob", f"mine {index}")
    assert isinstance(look_up(bench, "bob", ShowHistory()), Lookup)
    assert isinstance(look_up(bench, "ann", ShowHistory()), HistoryListed)


@pytest.mark.parametrize("question", [ShowHistory(before=3), ShowHistory(around=3), Search("word")])
def test_other_questions_of_what_was_said_are_looked_up(question: Question) -> None:
    bench = spoken(9)
    found = look_up(bench, "bob", question)
    assert isinstance(found, Lookup)
    assert found.answer(bench.chat.history) == bench.chat.answer(bench.session("bob"), question)


@pytest.mark.parametrize(
    "question", [ShowHistory(0), ShowHistory(before=1, around=1), Search(""), Search("x" * 201), ListUsers()]
)
def test_what_is_refused_or_of_the_present_is_answered_at_once(question: Question) -> None:
    bench = spoken(9)
    answer = look_up(bench, "bob", question)
    assert not isinstance(answer, Lookup)
    assert answer == bench.chat.answer(bench.session("bob"), question)


def test_a_lookup_does_not_change_with_what_happens_later() -> None:
    bench = spoken(9)
    found = look_up(bench, "bob", Search("word"))
    bench.ignore("bob", "ann")
    assert isinstance(found, Lookup)
    answer = found.answer(PlainMessages(bench.messages))
    assert isinstance(answer, SearchListed)
    assert len(answer.messages) == 9


def test_a_search_that_was_ended_before_it_had_looked_at_everything_says_so() -> None:
    bench = spoken(9)
    found = look_up(bench, "bob", Search("word"))
    assert isinstance(found, Lookup)
    for looked_at, cut in ((9, False), (4, True), (0, True)):
        answer = found.answer(PlainMessages(bench.messages, looked_at))
        assert isinstance(answer, SearchListed)
        assert (len(answer.messages), answer.cut) == (looked_at, cut)


def test_nobody_who_is_not_in_is_answered() -> None:
    with pytest.raises(LookupError):
        Chat().look_up("s", ShowHistory())
    with pytest.raises(LookupError):
        spoken(0).chat.look_up("stranger", ShowHistory())
    with pytest.raises(LookupError):
        _ = Chat().history
