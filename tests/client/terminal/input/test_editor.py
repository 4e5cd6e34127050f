import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.client.terminal.input.editor import MAX_LINE, Editor
from besedka.client.terminal.input.line_history import LineHistory

FAMILY = "👨\u200d👩\u200d👧"


def editor(text: str, *keys: str) -> Editor:
    """An editor with a text, the cursor at the bar, after some keys."""
    made = Editor()
    before, _, after = text.partition("|") if "|" in text else (text, "", "")
    made.insert(before + after)
    made.cursor = len(before)
    for key in keys:
        assert made.press(key)
    return made


def shown(made: Editor) -> str:
    return made.text[: made.cursor] + "|" + made.text[made.cursor :]


@pytest.mark.parametrize(
    ("text", "key", "after"),
    [
        ("ab|c", "left", "a|bc"),
        ("|abc", "left", "|abc"),
        ("a|bc", "right", "ab|c"),
        ("abc|", "right", "abc|"),
        ("ab|c", "home", "|abc"),
        ("ab|c", "ctrl-e", "abc|"),
        (f"a{FAMILY}|b", "left", f"a|{FAMILY}b"),
        (f"a|{FAMILY}b", "right", f"a{FAMILY}|b"),
        ("🇷🇺🇩🇪|", "left", "🇷🇺|🇩🇪"),
        (f"a{FAMILY}|b", "backspace", "a|b"),
        (f"a|{FAMILY}b", "delete", "a|b"),
        ("e\u0301|", "backspace", "|"),
        ("|", "backspace", "|"),
        ("a|", "delete", "a|"),
        ("|ab", "ctrl-d", "|b"),
        ("one two|", "ctrl-left", "one |two"),
        ("one two  |", "alt-b", "one |two  "),
        ("|one two", "ctrl-right", "one| two"),
        ("one|  two", "alt-f", "one  two|"),
        ("привет мир|", "ctrl-left", "привет |мир"),
        ("a --name=x|", "ctrl-w", "a |"),
        ("a b  |", "ctrl-w", "a |"),
        ("one two.x|", "alt-backspace", "one two.|"),
        ("one |two three", "alt-d", "one | three"),
        ("one |two", "ctrl-k", "one |"),
        ("one |two", "ctrl-u", "|two"),
        ("ab|c", "ctrl-t", "acb|"),
        ("abc|", "ctrl-t", "acb|"),
        ("|abc", "ctrl-t", "|abc"),
        ("a|", "ctrl-t", "a|"),
        ("ab|c", "alt-enter", "ab\n|c"),
    ],
)
def test_a_key_does_what_it_means(text: str, key: str, after: str) -> None:
    assert shown(editor(text, key)) == after


def test_what_was_killed_comes_back() -> None:
    assert shown(editor("one two|", "ctrl-w", "home", "ctrl-y")) == "two|one "


def test_killing_nothing_keeps_what_was_killed() -> None:
    assert shown(editor("ab|", "ctrl-u", "ctrl-k", "ctrl-y")) == "ab|"


def test_an_unknown_key_does_nothing() -> None:
    assert not Editor().press("page-up")


def test_the_line_has_an_end_to_what_it_takes() -> None:
    made = Editor()
    assert made.insert("x" * MAX_LINE)
    assert not made.insert("yy")
    assert made.text == "x" * MAX_LINE


def test_taking_a_line_leaves_an_empty_one_and_remembers() -> None:
    made = editor("hello|")
    assert made.take() == "hello"
    assert shown(made) == "|"
    made.press("up")
    assert shown(made) == "hello|"


def test_up_and_down_walk_through_lines_and_keep_the_draft() -> None:
    made = Editor()
    for line in ("one", "two"):
        made.insert(line)
        made.take()
    made.insert("draft")
    walked = []
    for key in ("up", "up", "up", "down", "down", "down"):
        made.press(key)
        walked.append(made.text)
    assert walked == ["two", "one", "one", "two", "draft", "draft"]


def test_repeated_and_blank_lines_are_not_remembered() -> None:
    recall = LineHistory(limit=2)
    for line in ("a", "a", " ", "b", "c"):
        recall.remember(line)
    assert recall.older("") == "c"
    assert recall.older("") == "b"
    assert recall.older("") is None


KEYS = st.sampled_from(sorted(Editor._ACTIONS))


@given(st.lists(KEYS | st.text(alphabet="ab я\u0301👨\u200d\n", min_size=1, max_size=5), max_size=30))
def test_no_keys_lead_the_cursor_out_of_the_text(keys: list[str]) -> None:
    made = Editor()
    for key in keys:
        if not made.press(key):
            made.insert(key)
        assert 0 <= made.cursor <= len(made.text)
        assert "".join([*made.before(), *made.after()]) == made.text
