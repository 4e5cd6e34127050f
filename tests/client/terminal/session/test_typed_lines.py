from typing import cast

from besedka.chat.language.events import Message
from besedka.client.terminal.session.lines.in_flight import SentLine
from besedka.client.terminal.session.lines.typed_lines import TypedLines
from besedka.client.terminal.session.view import View


class Desk:
    """Lines that were typed, and what the user is told of them."""

    def __init__(self, *texts: str) -> None:
        self.told: list[object] = []
        self.lines = TypedLines(cast("View", self), lambda seconds, call: None)
        for ref, text in enumerate(texts):
            self.lines.sent(ref, SentLine(text))

    def show_sending(self, late: bool) -> None:
        self.told.append(late)

    def unanswered(self, lines: tuple[SentLine, ...]) -> None:
        self.told += [(line.text, line.written) for line in lines]

    def was_said(self, line: str, number: int) -> None:
        self.told.append((line, number))


def test_a_line_is_answered_once() -> None:
    desk = Desk("users")
    assert len(desk.lines) == 1
    assert desk.lines.answered(0) == SentLine("users")
    assert desk.lines.answered(0) is None
    assert len(desk.lines) == 0


def test_what_a_session_leaves_without_an_answer_is_offered_when_that_is_asked_for() -> None:
    desk = Desk("send a", "send b")
    desk.lines.end_session("bob", {1})
    assert not desk.told
    desk.lines.offer()
    desk.lines.offer()
    assert desk.told == [("send a", True), ("send b", False)]


def test_what_was_delivered_is_not_offered() -> None:
    desk = Desk("send a", "send b")
    desk.lines.end_session("bob", ())
    desk.lines.find(Message(5, "bob", "a"))
    desk.lines.offer()
    assert desk.told == [("send b", True)]


def test_what_was_never_sent_is_offered_though_somebody_says_the_same() -> None:
    desk = Desk("send a")
    desk.lines.end_session("bob", {0})
    desk.lines.find(Message(5, "bob", "a"))
    desk.lines.offer()
    assert desk.told == [("send a", False)]


def test_what_turns_out_to_be_delivered_after_it_was_offered_is_said() -> None:
    desk = Desk("send a")
    desk.lines.end_session("bob", ())
    desk.lines.offer()
    desk.lines.find(Message(5, "bob", "a"))
    assert desk.told == [("send a", True), ("send a", 5)]


def test_an_exit_without_an_answer_is_one_unless_it_was_never_sent() -> None:
    desk = Desk("send a", "/Exit")
    assert desk.lines.end_session("bob", ())
    desk.lines.offer()
    assert desk.told == [("send a", True)]
    desk = Desk("exit")
    assert not desk.lines.end_session("bob", {0})
