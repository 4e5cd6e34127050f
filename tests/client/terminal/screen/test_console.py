from collections.abc import Callable, Iterable

import pyte

from besedka.chat.language.events import Joined
from besedka.client.terminal.layout.wrap import Paragraph, Piece
from besedka.client.terminal.screen.console import Console
from besedka.client.terminal.session.roster import Roster


def console(
    columns: int = 20, names: Callable[[], Iterable[str]] = tuple
) -> tuple[Console, pyte.Screen, list[str]]:
    screen, written = pyte.Screen(columns, 10), list[str]()
    stream = pyte.Stream(screen)

    def write(text: str) -> None:
        written.append(text)
        stream.feed(text)

    made = Console(
        write,
        columns=columns,
        names=names,
        on_line=lambda line: True,
        on_leave=lambda: None,
        on_suspend=lambda: None,
    )
    return made, screen, written


def shown(screen: pyte.Screen) -> list[str]:
    return [row.rstrip() for row in screen.display if row.strip()]


def line(text: str) -> Paragraph:
    return Paragraph((Piece(text),), 2, bar=True)


def test_lines_are_wrapped_to_the_width_that_the_terminal_has_when_they_are_drawn() -> None:
    made, screen, _ = console()
    made.show([line("one two three four five")])
    screen.resize(10, 10)
    made.resize(10)
    made.flush()
    assert shown(screen) == ["one two", "  | three", "  | four", "  | five", ">"]


def test_no_prompt_commands_the_terminal() -> None:
    made, screen, written = console()
    made.set_prompt("b\x1b[2Job\n\x9b> ")
    made.flush()
    assert shown(screen) == ["b[2Job >"]
    assert "\x1b[2J" not in "".join(written)


def test_no_name_that_tab_offers_commands_the_terminal() -> None:
    roster = Roster()
    roster.follow(Joined("ev\x1b[2Je"))
    roster.follow(Joined("ev\x9badam"))
    made, screen, written = console(80, lambda: roster.names)
    made.receive(b"report ev\t")
    assert shown(screen) == ["  ev[2Je  evadam", "> report ev"]
    made.receive(b"a\t")
    assert shown(screen)[-1] == "> report evadam"
    assert "\x1b[2J" not in "".join(written)
    assert "\x9b" not in "".join(written)


def test_nothing_that_is_pasted_commands_the_terminal() -> None:
    made, screen, written = console()
    made.receive(b"\x1b[200~a\x1b[2J\x07b\x1b[201~")
    assert shown(screen) == ["> a[2Jb"]
    assert "\x1b[2J" not in "".join(written)


def test_a_line_that_the_terminal_has_broken_is_not_written_over() -> None:
    made, screen, _ = console()
    old = line("see https://example.org/0123456789")
    made.show([old])
    made.flush()
    assert not made.replace(old, line("other"))
    assert shown(screen) == ["see https://example.", "org/0123456789", ">"]


def test_a_line_below_an_address_is_written_over_where_it_stands() -> None:
    made, screen, _ = console()
    old, new = line("mia has come in"), line("mia, ben and 10 others came in")
    made.show([line("see https://example.org/0123456789"), old])
    made.flush()
    assert made.replace(old, new)
    made.flush()
    assert shown(screen) == [
        "see https://example.",
        "org/0123456789",
        "mia, ben and 10",
        "  | others came in",
        ">",
    ]


def test_enter_on_an_empty_line_is_passed_on_and_sends_nothing() -> None:
    lines: list[str] = []
    empty: list[bool] = []

    def take(line: str) -> bool:
        lines.append(line)
        return True

    made = Console(
        lambda text: None,
        columns=20,
        names=tuple,
        on_line=take,
        on_leave=lambda: None,
        on_empty=lambda: empty.append(True),
        on_suspend=lambda: None,
    )
    made.receive(b"\r  \rsend hi\r")
    assert (lines, empty) == (["send hi"], [True, True])
