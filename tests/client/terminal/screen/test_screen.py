import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.client.terminal.input.editor import Editor
from besedka.client.terminal.layout.wrap import Flowing
from besedka.client.terminal.screen.screen import Screen, shown_grapheme


class Emulated:
    """A screen on an emulated terminal."""

    def __init__(self, columns: int = 20, lines: int = 6) -> None:
        self.terminal = pyte.Screen(columns, lines)
        self.stream = pyte.Stream(self.terminal)
        self.screen = Screen(columns)
        self.editor = Editor()
        self.prompt = "bob> "

    def draw(self) -> None:
        self.stream.feed(self.screen.draw(self.prompt, self.editor))

    def print(self, *lines: str) -> None:
        self.stream.feed(self.screen.print(lines, self.prompt, self.editor))

    def resize(self, columns: int) -> None:
        self.terminal.resize(6, columns)
        self.stream.feed(self.screen.resize(columns, self.prompt, self.editor))

    @property
    def rows(self) -> list[str]:
        rows = [row.rstrip() for row in self.terminal.display]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    @property
    def cursor(self) -> tuple[int, int]:
        return self.terminal.cursor.y, self.terminal.cursor.x


def test_the_input_stands_behind_its_prompt() -> None:
    emulated = Emulated()
    emulated.editor.insert("hello")
    emulated.draw()
    assert emulated.rows == ["bob> hello"]
    assert emulated.cursor == (0, 10)


def test_lines_appear_above_what_is_being_typed() -> None:
    emulated = Emulated()
    emulated.editor.insert("hello")
    emulated.editor.press("left")
    emulated.draw()
    emulated.print("one", "two")
    emulated.print("three")
    assert emulated.rows == ["one", "two", "three", "bob> hello"]
    assert emulated.cursor == (3, 9)


def test_the_chat_scrolls_at_the_bottom() -> None:
    emulated = Emulated()
    emulated.editor.insert("x")
    for number in range(10):
        emulated.print(f"line {number}")
    assert emulated.rows == ["line 5", "line 6", "line 7", "line 8", "line 9", "bob> x"]


def test_a_line_of_exactly_the_width_leaves_no_hole() -> None:
    emulated = Emulated()
    emulated.print("x" * 20, "y")
    assert emulated.rows == ["x" * 20, "y", "bob>"]


def test_a_row_that_the_terminal_finds_too_wide_does_not_go_on_in_the_first_column() -> None:
    emulated = Emulated()
    emulated.print("x" * 25 + "y", "z")
    assert emulated.rows == ["x" * 19 + "y", "z", "bob>"]


LINK = "https://example.org/0123456789"


@pytest.mark.parametrize("columns", [20, 30, 34, 35, 80])
def test_an_address_is_broken_by_the_terminal_and_what_is_below_it_stands_whole(columns: int) -> None:
    emulated = Emulated(columns=columns)
    emulated.editor.insert("x")
    emulated.print("above", Flowing("see ", LINK), "below")
    emulated.print("further")
    text = f"see {LINK}"
    broken = [text[start : start + columns] for start in range(0, len(text), columns)]
    assert emulated.rows[-1] == "bob> x"
    assert emulated.rows == ["above", *broken, "below", "further", "bob> x"][-6:]


def test_only_the_address_goes_on_in_the_next_row() -> None:
    emulated = Emulated()
    emulated.print(Flowing("x" * 25, LINK), "z")
    assert emulated.rows == ["x" * 20, LINK[:20], LINK[20:], "z", "bob>"]


def test_the_width_is_known() -> None:
    assert Screen(33).columns == 33


def test_a_long_input_scrolls_sideways_with_marks() -> None:
    emulated = Emulated()
    emulated.editor.insert("0123456789abcdefghij")
    emulated.draw()
    assert emulated.rows == ["bob> ‹defghij"]
    emulated.editor.press("home")
    emulated.draw()
    assert emulated.rows == ["bob> 0123456789abc›"]
    assert emulated.cursor == (0, 5)


def test_the_window_stands_still_while_there_is_room() -> None:
    emulated = Emulated()
    emulated.editor.insert("0123456789abcdefghij")
    emulated.draw()
    emulated.editor.insert("kl")
    emulated.draw()
    assert emulated.rows == ["bob> ‹defghijkl"]
    for _ in range(3):
        emulated.editor.press("left")
    emulated.draw()
    assert emulated.rows == ["bob> ‹defghijkl"]
    assert emulated.cursor == (0, 12)


def test_the_line_shrinks_cleanly() -> None:
    emulated = Emulated()
    emulated.editor.insert("hello")
    emulated.draw()
    emulated.editor.press("ctrl-u")
    emulated.draw()
    assert emulated.rows == ["bob>"]


def test_newlines_and_tabs_are_shown_as_marks() -> None:
    emulated = Emulated()
    emulated.editor.insert("a\nb\tc")
    emulated.draw()
    assert emulated.rows == ["bob> a⏎b⇥c"]


def test_wide_characters_keep_the_cursor_at_its_place() -> None:
    emulated = Emulated()
    emulated.editor.insert("漢字x")
    emulated.editor.press("left")
    emulated.draw()
    assert emulated.cursor == (0, 9)


def test_a_joined_emoji_is_left_to_the_terminals_own_measure() -> None:
    emulated = Emulated()
    emulated.editor.insert("🇷🇺👨\u200d👩👍🏽x")
    emulated.editor.press("left")
    emulated.draw()
    # Terminals disagree about how many cells these are, and the cursor is on the x all the same.
    row, column = emulated.cursor
    assert emulated.terminal.buffer[row][column].data == "x"


def test_a_wider_terminal_shows_more() -> None:
    emulated = Emulated()
    emulated.editor.insert("0123456789abcdefghij")
    emulated.draw()
    emulated.resize(40)
    assert emulated.rows == ["bob> 0123456789abcdefghij"]


def test_a_narrower_terminal_shows_less_and_nothing_of_before() -> None:
    emulated = Emulated()
    emulated.print("hi")
    emulated.editor.insert("01234567")
    emulated.draw()
    emulated.resize(14)
    assert emulated.rows == ["hi", "bob> 01234567"]


def test_a_row_that_the_terminal_has_broken_is_taken_back_to_its_beginning() -> None:
    screen, editor = Screen(40), Editor()
    editor.insert("x" * 30)
    screen.draw("> ", editor)
    assert screen.resize(10, "> ", editor).startswith("\x1b[3A\r\x1b[J")


def test_a_narrow_terminal_has_a_short_prompt_or_none() -> None:
    emulated = Emulated(columns=10)
    emulated.draw()
    assert emulated.rows == [">"]
    emulated = Emulated(columns=2)
    emulated.editor.insert("xyz")
    emulated.draw()
    assert len(emulated.rows) == 1


def test_a_prompt_that_leaves_no_room_keeps_its_beginning() -> None:
    emulated = Emulated(columns=40)
    emulated.prompt = "(нет связи, следующая попытка через 3 с) bob> "
    emulated.editor.insert("hello")
    emulated.draw()
    assert emulated.rows == ["(нет связи, следу…> hello"]


def test_clearing_leaves_the_input_alone_at_the_top() -> None:
    emulated = Emulated()
    emulated.editor.insert("x")
    emulated.print("one")
    emulated.stream.feed(emulated.screen.redraw(emulated.prompt, emulated.editor))
    assert emulated.rows == ["bob> x"]


def test_erasing_leaves_the_chat_alone() -> None:
    emulated = Emulated()
    emulated.print("one")
    emulated.stream.feed(emulated.screen.erase())
    assert emulated.rows == ["one"]
    assert emulated.cursor == (1, 0)


@pytest.mark.parametrize(
    ("grapheme", "shown"), [("a", "a"), ("\x1b", ""), ("\x9b", ""), ("\n", "⏎"), ("\u0301", "◌\u0301")]
)
def test_no_control_character_is_drawn(grapheme: str, shown: str) -> None:
    assert shown_grapheme(grapheme) == shown


KEYS = st.sampled_from(sorted(Editor._ACTIONS))


@given(
    st.integers(2, 30),
    st.lists(KEYS | st.text(alphabet="ab я漢\u0301\n", min_size=1, max_size=9), max_size=20),
)
def test_whatever_is_typed_the_input_is_one_row_with_the_cursor_in_it(columns: int, keys: list[str]) -> None:
    emulated = Emulated(columns=columns)
    emulated.print("above")
    above = emulated.rows[:-1] if emulated.rows[-1:] == ["bob>"] else emulated.rows
    rows = emulated.cursor[0]
    for key in keys:
        if not emulated.editor.press(key):
            emulated.editor.insert(key)
        emulated.draw()
        assert emulated.cursor[0] == rows
        assert emulated.rows[: min(rows, 1)] == above[: min(rows, 1)]
        assert len(emulated.rows) <= rows + 1
