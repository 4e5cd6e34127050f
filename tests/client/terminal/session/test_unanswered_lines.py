import pytest

from besedka.chat.language.events import Message
from besedka.client.terminal.session.lines.in_flight import SentLine
from besedka.client.terminal.session.lines.unanswered_lines import UnansweredLines


def lose(lost: UnansweredLines, *lines: str, author: str = "bob") -> None:
    lost.lose(map(SentLine, lines), author)


def found(lost: UnansweredLines, number: int, author: str, text: str) -> str | None:
    line = lost.find(Message(number, author, text))
    return None if line is None else line.text


@pytest.mark.parametrize(
    ("line", "message", "said"),
    [
        ("send hi", Message(1, "bob", "hi"), True),
        ("/send -t 0 hi", Message(1, "bob", "hi"), True),
        ("/send -u ann hi", Message(1, "bob", "hi", to="ann"), True),
        ("/send -u ann hi", Message(1, "bob", "hi", to="anna"), True),  # she is called so now
        ("send hi -t 5", Message(1, "bob", "hi", delayed=True), True),
        ("/send -u ann hi", Message(1, "bob", "hi"), False),
        ("send hi", Message(1, "bob", "hi", to="ann"), False),
        ("send hi -t 5", Message(1, "bob", "hi"), False),
        ("send hi", Message(1, "bob", "hi", delayed=True), False),
        ("send hi", Message(1, "eve", "hi"), False),
        ("send ho", Message(1, "bob", "hi"), False),
        ("users", Message(1, "bob", "hi"), False),
    ],
)
def test_a_message_is_the_lines_by_its_author_its_text_and_its_kind(
    line: str, message: Message, said: bool
) -> None:
    lost = UnansweredLines()
    lose(lost, line)
    assert lost.find(message) == (SentLine(line) if said else None)


def test_each_line_is_found_once_and_in_its_order() -> None:
    lost = UnansweredLines()
    lose(lost, "send hi", "/send hi")
    assert [found(lost, number, "bob", "hi") for number in range(3)] == ["send hi", "/send hi", None]


def test_a_line_that_is_sent_again_is_not_looked_for() -> None:
    lost = UnansweredLines()
    lose(lost, "send hi", "send ho")
    lost.sent_again("send hi")
    assert found(lost, 1, "bob", "hi") is None
    assert found(lost, 2, "bob", "ho") == "send ho"


def test_what_an_earlier_connection_lost_is_still_looked_for() -> None:
    lost = UnansweredLines()
    lose(lost, "send hi")
    lose(lost, author="guest-1")
    lose(lost, "send ho", author="guest-1")
    assert found(lost, 1, "bob", "hi") == "send hi"
    assert found(lost, 2, "guest-1", "ho") == "send ho"


def test_only_so_many_are_kept() -> None:
    lost = UnansweredLines()
    for number in range(1000):
        lose(lost, f"send {number}")
    assert (found(lost, 1, "bob", "0"), found(lost, 2, "bob", "999")) == (None, "send 999")
