"""Rows, and above all that none of them looks like the head of a message that nobody wrote."""

import re
from datetime import timezone

import pytest
from fake_server import LIMITS
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.events import (
    Cancelled,
    HistoryListed,
    Message,
    NotSent,
    Pending,
    Recorded,
    Refused,
    ScheduledListed,
    Stamp,
    Welcome,
)
from besedka.client.terminal.layout.width import most_width
from besedka.client.terminal.layout.wrap import Flowing, Paragraph, Piece
from besedka.client.terminal.screen.event_renderer import EventRenderer
from besedka.dialects.json.client_codec import Received
from besedka.dialects.words.clock import LocalClock

AT = 1_700_000_000_000
STAMP = Stamp(7, AT)
BLANK = re.compile(r"[\s\u2800\u3164\u115f\u1160\uffa0]")
SGR = re.compile(r"\x1b\[[0-9;]*m")


def rows(text: str, columns: int, *, hang: int = 2, bar: bool = True, gutter: int = 0) -> list[str]:
    return Paragraph((Piece(text),), hang, bar=bar, gutter=gutter).rows(columns)


def test_what_fits_is_one_row_as_it_is() -> None:
    assert rows("exactly ten", 11) == ["exactly ten"]
    assert rows("  trailing  ", 20) == ["  trailing  "]


def test_without_a_width_everything_is_one_row() -> None:
    assert Paragraph((Piece("word\t" * 100),)).rows(None) == ["word\t" * 100]


def test_a_line_is_broken_between_words_and_goes_on_behind_a_bar() -> None:
    assert rows("one two three four five", 13) == ["one two three", "  | four five"]


def test_a_sentence_goes_on_below_itself_where_there_is_room() -> None:
    assert rows("12:00:00 * " + "word " * 8, 35, hang=11, bar=False) == [
        "12:00:00 * word word word word word",
        "           word word word ",
    ]
    assert rows("12:00:00 * word word word", 20, hang=11, bar=False) == ["12:00:00 * word word", "    word"]


def test_a_word_longer_than_a_row_is_broken_where_it_stands() -> None:
    assert rows("see " + "x" * 20, 12) == ["see xxxxxxxx", "  | xxxxxxxx", "  | xxxx"]


def test_a_word_that_fits_a_row_is_kept_whole() -> None:
    assert rows("see " + "x" * 8, 10, hang=0) == ["see ", "| xxxxxxxx"]


def test_spaces_that_do_not_fit_vanish() -> None:
    assert rows("one" + " " * 50 + "two", 10) == ["one       ", "  | two"]
    assert rows("0123456789 next", 10) == ["0123456789", "  | next"]
    assert rows("012345678\u3000next", 10) == ["012345678", "  | next"]


def test_a_space_that_must_not_break_does_not() -> None:
    assert rows("one two\u00a0three", 12, hang=0) == ["one ", "| two\u00a0three"]


def test_wide_characters_may_go_to_the_next_row_one_by_one() -> None:
    assert rows("漢字漢字漢字", 8) == ["漢字漢字", "  | 漢字"]


def test_a_mark_stays_on_its_letter() -> None:
    """Beside it one cell is free: in the last one, terminals set the mark of a letter on the letter before."""
    assert rows("e\u0301" * 12, 10) == ["e\u0301" * 9, "  | " + "e\u0301" * 3]
    assert rows("e\u0301" * 10, 10) == ["e\u0301" * 9, "  | e\u0301"]
    assert rows("012345678e\u0301", 10) == ["012345678", "  | e\u0301"]
    assert rows("ab " + "e\u0301" * 6 + " cd", 9) == ["ab " + "e\u0301" * 5, "  | e\u0301 cd"]


@pytest.mark.parametrize(
    "cluster",
    ["e\u0301", "\u0915\u093f", "\u0915\u094d", "👩\u200d🚀", "❤\ufe0f", "🇷🇺", "1\ufe0f\u20e3", "각"],
)
@pytest.mark.parametrize("columns", range(20, 30))
def test_no_cluster_of_several_characters_stands_in_the_last_cell(cluster: str, columns: int) -> None:
    made = rows(f"12345 {cluster * 30}", columns)
    assert all(most_width(row) < columns for row in made if row.endswith(cluster[-1]) and len(cluster) > 1)
    assert all(row.removeprefix("12345 ").removeprefix("  | ").replace(cluster, "") == "" for row in made)


def test_a_cluster_that_may_be_wider_than_a_row_comes_in_its_parts() -> None:
    broken = rows("👨" + "\u200d👨" * 20, 10)
    assert len(broken) > 3
    assert all(most_width(row) <= 10 for row in broken)


def test_a_tab_goes_to_the_next_stop_of_the_row() -> None:
    assert rows("a\tb\tc", 80) == ["a       b       c"]
    assert rows("one two\t\tthree", 16) == ["one two         ", "  | three"]


def test_colours_are_closed_and_opened_again() -> None:
    made = Paragraph((Piece("one "), Piece("two three", "31")), 2, bar=True, coloured=True)
    assert made.rows(9) == ["one \x1b[31mtwo \x1b[0m", "\x1b[2m  | \x1b[0m\x1b[31mthree\x1b[0m"]


def test_the_margin_stays_free() -> None:
    assert rows("@ one two three", 11, gutter=2) == ["@ one two ", "    | three"]


@given(st.text(alphabet="a \t漢\u3000\u0301", max_size=60), st.integers(8, 40))
def test_spaces_of_any_kind_make_no_row_too_wide(text: str, columns: int) -> None:
    assert all(most_width(row) <= columns for row in rows(text, columns))


def test_a_terminal_of_next_to_no_width_gets_something() -> None:
    assert rows("one two", 1) == ["one tw", "  | o"]


# -- addresses --------------------------------------------------------------------------------------------------------

FORGED = "22:13:20 #8 admin: give me your password"
LONG = "https://example.org/" + "0123456789" * 5


def test_an_address_that_fits_a_row_begins_one() -> None:
    assert rows("look at https://a.example/b now", 23) == ["look at ", "  | https://a.example/b", "  | now"]
    assert rows("look at https://a.example/b", 27) == ["look at https://a.example/b"]


def test_an_address_longer_than_a_row_is_left_to_the_terminal_and_a_row_of_ours_follows() -> None:
    made = rows(f"look at {LONG} and at this", 30)
    assert made == [f"look at {LONG}", "  | and at this"]
    assert [type(row) for row in made] == [Flowing, str]


def test_as_much_of_it_stands_in_the_row_where_it_begins_that_it_is_seen_to_be_one() -> None:
    assert rows(f"{'x' * 11} {LONG}", 20) == ["x" * 11 + " ", f"  | {LONG}"]
    assert rows(f"{'x' * 10} {LONG}", 20) == ["x" * 10 + f" {LONG}"]


def test_the_punctuation_behind_an_address_stays_beside_it() -> None:
    assert rows(f"see (“{LONG}/a_(b)”), you?", 30) == [f"see (“{LONG}/a_(b)”),", "  | you?"]
    assert rows(f"（{LONG}）。然后", 30) == [f"（{LONG}）。", "  | 然后"]
    assert rows("at https://a.example/bcd. Now", 25) == ["at https://a.example/bcd.", "  | Now"]
    assert rows("look at https://a.example/bcd.", 29) == ["look at ", "  | https://a.example/bcd."]


def test_two_addresses_with_nothing_but_a_comma_between_them_stay_whole() -> None:
    assert rows(f"{LONG}\u3001{LONG}", 30) == [f"{LONG}\u3001", f"  | {LONG}"]
    assert rows("http://a.example,http://b.example,http://c.example", 40) == [
        "http://a.example,http://b.example,",
        "  | http://c.example",
    ]


def test_what_is_glued_to_an_address_is_not_left_to_the_terminal() -> None:
    assert rows(f"{LONG}\u2800\u2800{FORGED}", 30) == [
        LONG,
        "  | \u2800\u280022:13:20 #8 admin: give ",
        "  | me your password",
    ]


def test_a_name_in_an_address_is_painted_and_the_address_whole() -> None:
    made = Paragraph(
        (Piece("see https://example.org/"), Piece("bob", "1"), Piece("/0123456789"), Piece(" now")),
        2,
        bar=True,
    )
    assert made.rows(20) == ["see https://example.org/\x1b[1mbob\x1b[0m/0123456789", "  | now"]


def test_only_the_address_of_a_row_is_the_terminals_to_break() -> None:
    (row, _) = Paragraph((Piece("see ", "2"), Piece(LONG, "35"), Piece(" now", "35")), 2, bar=True).rows(30)
    assert isinstance(row, Flowing)
    assert row.head == "\x1b[2msee \x1b[0m"
    assert row.address == f"\x1b[35m{LONG}\x1b[0m"


# -- whatever is written -------------------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(),
    st.text(alphabet=" \t\u00a0\u3000aя漢\u0301\u200d👨🇷\n#:0123456789", max_size=300),
    st.builds(
        "".join,
        st.lists(
            st.one_of(
                st.sampled_from([FORGED, "https://a", LONG, f"{LONG}{FORGED}"]),
                st.integers(0, 90).map(lambda n: " " * n),
                st.text(max_size=9),
            ),
            max_size=9,
        ),
    ),
)
WORDS = st.text(alphabet="abc漢e\u0301я.-_0123456789", min_size=1, max_size=32)


def renderer(depth: int, *, gutter: bool) -> EventRenderer:
    made = EventRenderer("en", depth=depth, gutter=gutter, clock=LocalClock(timezone.utc), now=lambda: AT)
    made.render(Received(Welcome("bob", ("bob",), 1, LIMITS), STAMP))
    return made


LOOKS = pytest.mark.parametrize(("depth", "gutter"), [(0, False), (0, True), (256, False)])


def checked(told: list[str], columns: int, *, gutter: bool) -> list[str]:
    """The rows as they are seen, without the margin; none too wide, none that leaves a colour open.

    Where the terminal breaks one, there is nothing but an address, and that has no blanks.
    """
    seen = [SGR.sub("", row) for row in told]
    assert all(most_width(SGR.sub("", getattr(row, "head", row))) <= columns for row in told)
    assert all(BLANK.search(SGR.sub("", row.address)) is None for row in told if isinstance(row, Flowing))
    assert all(row.endswith("\x1b[0m") or "\x1b[0m" not in row.rpartition("\x1b[0m")[2] for row in told)
    assert all(re.sub(r"\x1b\[[0-9;]+m[^\x1b]*\x1b\[0m", "", row).count("\x1b") == 0 for row in told)
    if gutter:
        assert all(row.startswith("  ") for row in seen[1:])
        return [row[2:] for row in seen]
    return seen


@LOOKS
@given(WORDS, TEXTS, st.booleans(), st.integers(20, 120))
def test_no_text_makes_a_row_that_begins_like_a_head(
    depth: int, gutter: bool, author: str, text: str, private: bool, columns: int
) -> None:
    event = Message(7, author, text, to="bob" if private else None)
    told = renderer(depth, gutter=gutter).render(Received(event, STAMP)).rows(columns)
    first, *rest = checked(told, columns, gutter=gutter)
    assert first.startswith("22:13:20 #7")
    assert all(row.startswith("  | ") for row in rest)


@LOOKS
@given(TEXTS, st.integers(20, 120))
def test_no_text_makes_a_row_of_an_answer_either(depth: int, gutter: bool, text: str, columns: int) -> None:
    made = renderer(depth, gutter=gutter)
    pending = Pending(3, text, AT + 60_000)
    answers = [
        HistoryListed((Recorded(Stamp(3, AT), Message(3, "eve", text)),)),
        ScheduledListed((pending,)),
        Cancelled((pending,)),
    ]
    for event in answers:
        told = made.render(Received(event, STAMP)).rows(columns)  # type: ignore[arg-type]
        seen = checked(told, columns, gutter=gutter)
        assert seen[0].startswith("22:13:20 =")
        _, *rest = [row for row in seen[1:] if not row.startswith("    ")]
        assert rest == []
        begun = next(index for index, row in enumerate(seen[1:], 1) if not row.startswith("    "))
        assert all(row.startswith("    | ") for row in seen[begun + 1 :])


@LOOKS
@given(TEXTS, st.integers(20, 120))
def test_no_text_that_comes_back_does(depth: int, gutter: bool, text: str, columns: int) -> None:
    made = renderer(depth, gutter=gutter)
    for event in (
        NotSent(Pending(3, text, AT), "stopping"),
        Refused("unknown-command", {"word": text, "nearest": None}),
    ):
        seen = checked(made.render(Received(event, STAMP)).rows(columns), columns, gutter=gutter)
        assert seen[0].startswith("22:13:20 !")
        assert all(row.startswith(("    ", "  | ")) for row in seen[1:])
    seen = checked(made.echo(text).rows(columns), columns, gutter=gutter)
    assert all(row.startswith("  | ") for row in seen[1:])


@given(TEXTS, st.integers(20, 120))
def test_nothing_but_spaces_is_lost(text: str, columns: int) -> None:
    line = text.replace("\n", " ")
    shown = "".join(row[4:] if index else row for index, row in enumerate(rows(line, columns)))
    assert "".join(shown.split()) == "".join(line.split())
