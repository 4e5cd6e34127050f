"""The whole client in a pseudo-terminal, against the fake server."""

import json
from collections.abc import Iterator

import pytest
from fake_server import Handle, serving
from pty_driver import Driver, driving

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Joined
from besedka.chat.language.questions import ShowHistory


@pytest.fixture
def server() -> Iterator[Handle]:
    with serving() as handle:
        yield handle


@pytest.fixture
def bob(server: Handle) -> Iterator[Driver]:
    with driving(server.address, "--name", "bob") as driver:
        driver.sees("bob>")
        yield driver


def asked(server: Handle) -> list[object]:
    """Beside the history, that is asked for by itself."""
    return [ask for ask in server.server.asked if ask != ShowHistory()]


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


def test_a_connection_that_is_lost_comes_back_and_the_line_is_kept(bob: Driver, server: Handle) -> None:
    port = server.server.port
    bob.type("send unfinished")
    bob.sees("send unfinished")
    server.do(server.server.stop)
    bob.sees("Connection lost. Trying again")
    bob.until(lambda: "(not connected" in bob.last and bob.last.endswith("bob> send unfinished"))
    bob.type("\r")
    bob.sees("Not connected at the moment; your line stays here.")
    server.do(server.server.speak, "eve", "meanwhile")
    server.do(server.server.start, port)
    bob.sees("eve: meanwhile")
    assert not bob.shows("onnected again")  # nothing stands before the name any more: that says it
    bob.until(lambda: bob.last == "bob> send unfinished")
    bob.type("\r")
    bob.sees("bob: unfinished")


def test_a_line_without_an_answer_is_given_back(bob: Driver, server: Handle) -> None:
    server.server.deaf = True
    bob.type("send lost?\r")
    bob.until(lambda: asked(server))
    server.server.deaf = False
    server.do(server.server.drop)
    bob.sees("No answer came to this; press Enter to send it again.")
    bob.sees("» send lost?")
    bob.until(lambda: sum("Welcome" in row for row in bob.rows) == 2)
    bob.until(lambda: bob.last == "bob> send lost?")
    assert server.server.asked.count(Send("lost?")) == 1
    bob.type("\r")
    bob.sees("bob: lost?")


def test_a_line_that_was_begun_is_not_overwritten_by_one_without_an_answer(
    bob: Driver, server: Handle
) -> None:
    server.server.deaf = True
    bob.type("send lost?\r")
    bob.until(lambda: asked(server))
    bob.type("send other")
    bob.until(lambda: bob.last.endswith("send other"))
    server.do(server.server.drop)
    bob.sees("No answer came to this; the Up key brings it back.")
    bob.until(lambda: bob.last.endswith("> send other"))
    bob.type("\x1b[A")
    bob.until(lambda: bob.last.endswith("> send lost?"))


def test_a_line_that_was_said_after_all_is_not_offered_any_more(bob: Driver, server: Handle) -> None:
    server.server.deaf = True
    bob.type("send lost?\r")
    bob.until(lambda: asked(server))
    server.server.deaf = False
    server.do(server.server.drop)
    server.do(server.server.speak, "bob", "lost?")
    server.do(server.server.speak, "eve", "another")
    number = server.server.history[-2].message.number
    bob.sees(f"It was sent after all: #{number}.")
    assert bob.shows(f"#{number} bob: lost?")
    bob.until(lambda: bob.last == "bob>")


def test_in_plain_lines_it_is_said_as_well(server: Handle) -> None:
    with driving(server.address, "--name", "bob", "--plain") as bob:
        bob.sees("lists commands")
        server.server.deaf = True
        bob.type("send lost?\n")
        bob.until(lambda: asked(server))
        server.server.deaf = False
        server.do(server.server.drop)
        server.do(server.server.speak, "bob", "lost?")
        bob.sees(f"It was sent after all: #{server.server.history[-1].message.number}.")


def test_a_line_that_waits_for_its_answer_is_shown_to_be_under_way(bob: Driver, server: Handle) -> None:
    server.server.deaf = True
    bob.type("send hello\r")
    bob.until(lambda: bob.last == "Sending… bob>")
    ref = json.loads(server.server.peers[0].received[-1])["ref"]
    server.do(
        server.server.raw,
        f'{{"type":"accepted","seq":9,"at":"2026-11-22T23:59:00.000Z","command":"send","ref":{ref}}}',
    )
    bob.until(lambda: bob.last == "bob>")


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


@pytest.mark.parametrize(("arguments", "term"), [(["--plain"], "xterm-256color"), ([], "dumb")])
def test_plain_draws_nothing_and_stays_through_a_loss(
    server: Handle, arguments: list[str], term: str
) -> None:
    with driving(server.address, "--name", "bob", *arguments, TERM=term) as bob:
        bob.sees("is here: bob")
        bob.type("send hello\n")
        bob.sees("#2 bob: hello")
        server.do(server.server.drop)
        bob.sees("Connected again.")
        bob.type("\x04")
        assert bob.ends() == 0
        assert b"\x1b" not in bob.output
        assert bob.restored()


def test_a_refusal_is_no_exit_code_where_somebody_sits_at_the_keyboard(server: Handle) -> None:
    with driving(server.address, "--name", "bob", "--plain") as bob:
        bob.sees("is here: bob")
        bob.type("nonsense\n")
        bob.sees("There is no command `nonsense`")
        bob.type("exit\n")
        assert bob.ends() == 0


@pytest.mark.parametrize("way_out", ["\x03", "/Exit\n"])
def test_plain_says_that_a_line_was_not_sent(server: Handle, way_out: str) -> None:
    with driving(server.address, "--name", "bob", "--plain") as bob:
        bob.sees("is here: bob")
        server.do(server.server.stop)
        bob.sees("Connection lost")
        bob.type("send hello\n")
        bob.sees("not sent")
        bob.type(way_out)
        assert bob.ends() == 0


def test_json_on_a_terminal_stays_json_through_a_loss(server: Handle) -> None:
    with driving(server.address, "--name", "bob", "--json", columns=400) as bob:
        bob.sees('"type":"welcome"')
        server.do(server.server.speak, "eve", "be\x9b2Jfore")
        bob.sees("be2Jfore")
        server.do(server.server.drop)
        bob.sees("Connected again.")
        bob.type("\x04")
        assert bob.ends() == 0


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
