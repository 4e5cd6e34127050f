import pytest

from besedka.chat.events import Message
from besedka.client.terminal.lost import Lost


@pytest.mark.parametrize(
    ("line", "author", "said"),
    [
        ("send hi", "bob", True),
        ("/send -u ann hi", "bob", True),
        ("send hi", "eve", False),
        ("send ho", "bob", False),
        ("users", "bob", False),
    ],
)
def test_a_message_of_the_same_author_and_text_is_the_lines(line: str, author: str, said: bool) -> None:
    lost = Lost()
    lost.lose([line], "bob")
    assert lost.find(Message(1, author, "hi")) == (line if said else None)


def test_each_line_is_found_once_and_in_its_order() -> None:
    lost = Lost()
    lost.lose(["send hi", "/send hi"], "bob")
    assert [lost.find(Message(number, "bob", "hi")) for number in range(3)] == ["send hi", "/send hi", None]


def test_a_line_that_is_sent_again_is_not_looked_for() -> None:
    lost = Lost()
    lost.lose(["send hi", "send ho"], "bob")
    lost.sent_again("send hi")
    assert lost.find(Message(1, "bob", "hi")) is None
    assert lost.find(Message(2, "bob", "ho")) == "send ho"


def test_of_an_earlier_loss_nobody_knows_any_more() -> None:
    lost = Lost()
    lost.lose(["send hi"], "bob")
    lost.lose([], "bob")
    assert lost.find(Message(1, "bob", "hi")) is None
