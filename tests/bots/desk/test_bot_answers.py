"""A handler's answer as messages."""

import pytest

from besedka.bots.desk.answers import as_messages


def test_a_short_answer_is_one_message_with_its_prefix() -> None:
    assert as_messages("fine", "eve: ", 4000, 5) == ["eve: fine"]
    assert as_messages(["fine", "and warm"], "", 4000, 5) == ["fine", "and warm"]


def test_control_characters_never_leave() -> None:
    assert as_messages("a\x1b[31mb\r\nc\u202e", "", 4000, 5) == ["a[31mb\nc"]


@pytest.mark.parametrize("answer", ["", " \n ", "\x1b", "\u200b", [], ["", " "]])
def test_a_blank_answer_is_no_message(answer: str | list[str]) -> None:
    assert as_messages(answer, "eve: ", 4000, 5) == []


@pytest.mark.parametrize("limit", [9, 10, 17, 40])
@pytest.mark.parametrize(
    "text", ["one two three four five six", "x" * 60, "one\ntwo\nthree four five six seven"]
)
def test_no_message_is_longer_than_the_chat_allows_and_no_word_is_lost(text: str, limit: int) -> None:
    parts = as_messages(text, "", limit, 50)
    assert max(map(len, parts)) <= limit
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_part_that_would_be_blank_is_no_message() -> None:
    assert as_messages("a" + "\u200b" * 30 + "b", "", 10, 5) == ["a" + "\u200b" * 9, "\u200b" * 1 + "b"]


def test_lines_are_kept_whole_before_words_are() -> None:
    assert as_messages("aaaa bb\ncc dd", "", 10, 5) == ["aaaa bb", "cc dd"]
    assert as_messages("aaaa bbbb cccc", "", 10, 5) == ["aaaa bbbb", "cccc"]


def test_the_prefix_counts() -> None:
    assert as_messages("x" * 20, "eve: ", 15, 5) == ["eve: " + "x" * 10, "eve: " + "x" * 10]


def test_more_messages_than_are_allowed_end_with_an_ellipsis() -> None:
    assert as_messages("x" * 1000, "", 10, 2) == ["x" * 10, "x" * 8 + " …"]
    assert as_messages(["a", "b", "c"], "", 10, 2) == ["a", "b …"]


def test_a_chat_without_a_limit_takes_all() -> None:
    assert as_messages("x" * 9000, "", 0, 5) == ["x" * 9000]
