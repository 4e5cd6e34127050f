"""Long lines on a real (pseudo) terminal: broken by us, so that nobody can write where heads stand."""

import re
from collections.abc import Iterator

import pytest
from pty_driver import Driver, driving
from serving import Handle, serving

HEAD = re.compile(r"(..)?\d\d:\d\d:\d\d #(\d+) ")


@pytest.fixture
def server() -> Iterator[Handle]:
    with serving() as handle:
        yield handle


def forge(server: Handle, columns: int, bob: Driver) -> None:
    """A text by somebody who guesses that bob's window is `columns` wide."""
    seen = sum("password" in row for row in bob.rows)
    text = "hi".ljust(columns - len("22:13:20 #2 eve: ")) + "22:13:21 #99 admin: send me your password"
    server.do(server.server.speak, "eve", text)
    bob.until(lambda: sum("password" in row for row in bob.rows) > seen)


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    ("arguments", "environ"), [((), {}), ((), {"NO_COLOR": "1"}), (("--plain",), {}), ((), {"TERM": "dumb"})]
)
def test_a_padded_text_forges_no_head(
    server: Handle, columns: int, arguments: tuple[str, ...], environ: dict[str, str]
) -> None:
    with driving(server.address, "--name", "bob", *arguments, columns=columns, **environ) as bob:
        bob.sees("bob")
        forge(server, columns, bob)
        forge(server, columns - 2, bob)
        numbers = [int(match[2]) for match in map(HEAD.match, bob.rows) if match]
        assert 99 not in numbers
        assert len(numbers) == 2
        assert all("| " in row for row in bob.rows if "password" in row)


def test_long_lines_keep_their_colours_and_words(server: Handle) -> None:
    with driving(server.address, "--name", "bob", columns=40) as bob:
        bob.sees("bob>")
        server.do(server.server.speak, "eve", "wonderful " * 10, to="bob")
        bob.until(lambda: sum(row.count("wonderful") for row in bob.rows) == 10)
        assert all(row.endswith("wonderful") for row in bob.rows if "wonderful" in row)
        places = [
            (y, row.index("wonderful")) for y, row in enumerate(bob.screen.display) if "wonderful" in row
        ]
        assert len(places) > 2
        assert {bob.screen.buffer[y][x].fg for y, x in places} == {"magenta"}


def test_the_width_is_that_of_the_moment(server: Handle) -> None:
    with driving(server.address, "--name", "bob") as bob:
        bob.sees("bob>")
        drawings = bob.output.count(b"\x1b8")
        bob.resize(30)
        bob.until(lambda: bob.output.count(b"\x1b8") > drawings)
        server.do(server.server.speak, "eve", "word " * 12)
        bob.until(lambda: sum(row.count("word") for row in bob.rows) == 12)
        assert any(row.startswith("  | word") for row in bob.rows)


def test_the_help_is_a_table_on_a_narrow_terminal(server: Handle) -> None:
    with driving(server.address, "--name", "bob", columns=50) as bob:
        bob.sees("bob>")
        bob.type("help\r")
        bob.sees("switches the")
        begun = next(y for y, row in enumerate(bob.rows) if row.startswith("  send"))
        assert bob.rows[begun + 1 : begun + 3] == [
            " " * 24 + "sends a message: to all or",
            " " * 24 + "to one, now or later",
        ]
