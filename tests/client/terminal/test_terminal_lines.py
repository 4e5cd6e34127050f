"""The whole client in a pseudo-terminal that it does not draw on: `--plain`, `--json`, a dumb terminal."""

import pytest
from pty_driver import asked, driving
from serving import Handle


def test_in_plain_lines_a_line_without_an_answer_is_named(server: Handle) -> None:
    with driving(server.address, "--name", "bob", "--plain") as bob:
        bob.sees("lists commands")
        server.server.deaf = True
        bob.type("send lost?\n")
        bob.until(lambda: asked(server))
        server.server.deaf = False
        server.do(server.server.drop)
        bob.sees("No answer came to line 1 of the input; it may be lost:")
        server.do(server.server.speak, "bob", "lost?")
        bob.sees(f"It was sent after all: #{server.server.history[-1].message.number}.")


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
