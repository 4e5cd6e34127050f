"""The whole client in a pseudo-terminal, against the fake server: what is typed, and what is shown."""

from pty_driver import Driver, asked, driving
from serving import Handle

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Joined


def test_a_message_is_sent_and_seen_with_its_number(bob: Driver, server: Handle) -> None:
    bob.type("send hello there\r")
    bob.sees("#2 bob: hello there")
    assert bob.last == "bob>"
    assert asked(server) == [Send("hello there")]


def test_a_command_stands_above_its_answer(bob: Driver) -> None:
    bob.type("users\r")
    bob.sees("bob (you)")
    rows = bob.rows
    assert "» users" in rows
    assert rows.index("» users") < next(i for i, row in enumerate(rows) if "bob (you)" in row)


def test_a_refused_line_is_told_with_its_error(bob: Driver) -> None:
    bob.type("hsitory\r")
    bob.sees("» hsitory")
    bob.sees("history")


def test_what_is_being_typed_is_never_broken_by_what_arrives(bob: Driver, server: Handle) -> None:
    bob.type("send half a mess")
    bob.sees("bob> send half a mess")
    for number in range(40):
        server.do(server.server.speak, "eve", f"message {number}")
    bob.sees("message 39")
    bob.until(lambda: bob.last == "bob> send half a mess")
    bob.type("age\r")
    bob.sees("bob: half a message")


def test_a_mention_rings_the_bell_once(bob: Driver, server: Handle) -> None:
    bob.read()
    server.do(server.server.speak, "eve", "bob, bob, are you there, Bob?")
    bob.sees("are you there")
    assert bob.output.count(b"\a") == 1


def test_keys_edit_the_line(bob: Driver) -> None:
    bob.type("hello send\x1b[D\x1b[D\x1b[D\x1b[D\x0b\x01\x19 \x1b[F\x1b[3~")
    bob.until(lambda: bob.last == "bob> send hello")


def test_an_escape_alone_is_no_beginning(bob: Driver) -> None:
    bob.type("a")
    bob.until(lambda: bob.last == "bob> a")
    drawings = bob.output.count(b"\x1b8")
    bob.type("\x1b")
    # Drawn once for the byte, and again when nothing has followed it.
    bob.until(lambda: bob.output.count(b"\x1b8") == drawings + 2)
    bob.type("\x1b[D")
    bob.type("b")
    bob.until(lambda: bob.last == "bob> ba")


def test_earlier_lines_come_back_by_the_arrows(bob: Driver) -> None:
    bob.type("send one\rsend two\r")
    bob.sees("#3 bob: two")
    bob.type("draft\x1b[A\x1b[A")
    bob.until(lambda: bob.last == "bob> send one")
    bob.type("\x1b[B\x1b[B")
    bob.until(lambda: bob.last == "bob> draft")


def test_tab_completes_commands_options_and_names(bob: Driver, server: Handle) -> None:
    with driving(server.address, "--name", "evelyn") as other:
        bob.sees("evelyn")
        bob.type("sen\t--u\tev\thi\r")
        bob.sees("hi")
        other.sees("hi")
        assert asked(server) == [Send("hi", "evelyn")]


def test_tab_lists_what_is_possible(bob: Driver) -> None:
    bob.type("h\t")
    bob.sees("help  history")
    assert bob.last == "bob> h"


def test_a_paste_of_several_lines_is_one_message_sent_by_enter(bob: Driver, server: Handle) -> None:
    bob.type("send \x1b[200~one\rtwo\r\x1b[201~")
    bob.until(lambda: bob.last == "bob> send one⏎two")
    assert asked(server) == []
    bob.type("\r")
    bob.sees("| two")
    assert asked(server) == [Send("one\ntwo")]


def test_an_empty_line_is_nobodys_business(bob: Driver, server: Handle) -> None:
    bob.type("\r   \rusers\r")
    bob.sees("(you)")
    assert len(asked(server)) == 1


def test_ctrl_l_clears_the_screen(bob: Driver) -> None:
    bob.type("typing\x0c")
    bob.until(lambda: bob.rows == ["bob> typing"])


def test_a_resize_redraws_the_line(bob: Driver, server: Handle) -> None:
    bob.type("send " + "0123456789" * 3)
    bob.sees("bob> send 012345678901234567890123456789")
    bob.resize(30)
    bob.until(lambda: bob.last.startswith("bob> ‹") and bob.last.endswith("789"))
    bob.resize(60)
    bob.until(lambda: bob.last == "bob> send 012345678901234567890123456789")
    bob.type("\r")
    bob.sees("bob: 0123456789")


def test_the_language_can_be_switched(bob: Driver) -> None:
    bob.type("lang ru\r")
    bob.until(lambda: bob.shows("» lang ru"))
    bob.type("users\r")
    bob.sees("bob (вы)")


def test_without_colours_a_gutter_tells_whose_a_line_is(server: Handle) -> None:
    with driving(server.address, "--name", "bob", NO_COLOR="1") as bob:
        bob.sees("bob>")
        bob.type("send mine\r")
        bob.sees("bob: mine")
        server.do(server.server.speak, "eve", "hers, bob")
        bob.sees("hers")
        assert any(row.startswith("> ") and row.endswith("bob: mine") for row in bob.rows)
        assert any(row.startswith("@ ") and row.endswith("hers, bob") for row in bob.rows)
        assert b"\x1b[1;" not in bob.output


def test_what_is_unknown_or_too_much_rings_the_bell(bob: Driver) -> None:
    bob.type("\x1b[5~")
    bob.until(lambda: bob.output.count(b"\a") == 1)
    bob.type("rename x\t")
    bob.until(lambda: bob.output.count(b"\a") == 2)
    bob.type("\x15\x1b[200~" + "x" * 70_000 + "\x1b[201~")
    bob.until(lambda: bob.output.count(b"\a") == 3)


def test_who_is_ignored_is_hidden_marked_and_offered(bob: Driver, server: Handle) -> None:
    bob.type("ignore mallory\r")
    bob.sees("You will not see messages from mallory")
    server.do(server.server.speak, "mallory", "spam for bob")
    server.do(server.server.say, Joined("mallory"))
    bob.sees("mallory (ignored) has come in")
    assert not bob.shows("spam")
    bob.type("ignored\r")
    bob.sees("You ignore 1 person:")
    bob.sees("mallory (not here)")
    bob.type("unig\tm\t\r")
    bob.sees("You see messages from mallory again")
    server.do(server.server.speak, "mallory", "sorry, bob")
    bob.sees("mallory: sorry, bob")
