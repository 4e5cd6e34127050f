"""Lines in pieces: what a terminal colours."""

import pytest
from dialect_strategies import events, stamps
from hypothesis import given

from besedka.chat.language.events import Accepted, Message, Refused, Renamed, Stamp
from besedka.dialects import HelpShown, LanguageSet, LineKind, LocalClock, Shown, Span, SpanStyle, describe
from besedka.dialects.plain.sentences import fill, listed, name
from besedka.dialects.plain.styled_lines import continuations, joined

STAMP = Stamp(17, 0)
CLOCK = LocalClock()


def test_placeholders_become_spans_of_their_style() -> None:
    (line,) = describe(Renamed("bob", "robert"), STAMP, "en", CLOCK)
    assert line.kind is LineKind.SYSTEM
    assert line.spans[2:] == (name("bob"), Span(" is now called "), name("robert"))
    assert [span.style for span in line.spans[:2]] == [SpanStyle.TIME, SpanStyle.MARK]


def test_a_message_has_its_parts_styled() -> None:
    (line,) = describe(Message(3, "al", "hi", "bob", delayed=True), STAMP, "en", CLOCK)
    styles = {span.style: span.text for span in line.spans if span.style is not SpanStyle.PLAIN}
    assert styles[SpanStyle.NUMBER] == "#3"
    assert styles[SpanStyle.TEXT] == "hi"
    assert styles[SpanStyle.PRIVATE] == "private"
    assert styles[SpanStyle.DELAYED] == "delayed"
    assert line.kind is LineKind.PRIVATE


def test_a_refusal_is_an_error() -> None:
    (line,) = describe(Refused("empty-line"), STAMP, "en", CLOCK)
    assert line.kind is LineKind.ERROR
    assert Span("`help`", SpanStyle.CODE) in merge(line.spans)


def test_nothing_to_say_is_no_line() -> None:
    assert describe(Accepted("send", 3), STAMP, "en", CLOCK) == []


def test_help_for_a_newer_servers_command_is_the_help_there_is() -> None:
    assert describe(HelpShown("fly"), STAMP, "en", CLOCK) == describe(HelpShown(), STAMP, "en", CLOCK)


def test_a_newer_servers_language_is_told_in_the_present_one() -> None:
    (line,) = describe(LanguageSet("eo"), STAMP, "ru", CLOCK)
    assert "`eo`" in line.text
    assert "эта программа не знает" in line.text


def merge(spans: tuple[Span, ...]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].style is span.style:
            merged[-1] = Span(merged[-1].text + span.text, span.style)
        else:
            merged.append(span)
    return merged


def test_what_stands_between_backticks_is_code_whatever_fills_it() -> None:
    spans = merge(fill("say `cancel {n}` or {n}", {"n": name("x")}))
    assert spans == [Span("say "), Span("`cancel x`", SpanStyle.CODE), Span(" or "), name("x")]


@pytest.mark.parametrize(
    ("sentence", "text"),
    [("", ""), ("{{a}}", "{a}"), ("{a}{b}", "1?"), ("`{a}`", "`1`"), ("a ` b", "a ` b")],
)
def test_a_sentence_is_filled(sentence: str, text: str) -> None:
    assert joined(fill(sentence, {"a": 1})) == text


def test_lists_have_commas_between() -> None:
    assert joined(listed([Span("a"), Span("b")])) == "a, b"
    assert listed([]) == ()


def test_continuations_are_indented_behind_a_bar() -> None:
    (line,) = continuations(LineKind.MESSAGE, ["text"], depth=2)
    assert line.spans == (Span("    | ", SpanStyle.MARK), Span("text", SpanStyle.TEXT))


@given(events, stamps)
def test_every_line_of_an_event_is_of_one_kind(event: Shown, stamp: Stamp) -> None:
    lines = describe(event, stamp, "ru", CLOCK)
    assert len({line.kind for line in lines}) <= 1
    assert all(line.text == joined(line.spans) for line in lines)
