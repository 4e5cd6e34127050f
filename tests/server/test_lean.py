import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pygments.lexers.javascript import JavascriptLexer

from besedka.server.lean import lean_page, lean_script, lean_style

WEB = Path(__file__).resolve().parents[2] / "besedka" / "web"


def test_comments_indentation_and_empty_lines_go() -> None:
    source = """/**
 * Says it.
 *
 * @param {string} words
 */
export function say(words) { // out loud
  // Never twice.
  const twice = /** @type {number} */ (2);

  return "http://x" + words;
}
"""
    assert lean_script(source) == (
        'export function say(words) { // out loud\nconst a=(2);return "http://x"+words}\n'
    )


def test_a_comment_keeps_words_apart() -> None:
    assert lean_script("return/* it */x") == "return x\n"


@pytest.mark.parametrize(
    ("source", "served"),
    [
        ("if (a === b && !c)", "if(a===b&&!c)\n"),
        ("const { a, b } = c ? d : e;", "const{a,b}=c?d:e;"),
        ("return a + +b - -c;", "return a + +b - -c;"),
        ("return a + b - c++ + d * e;", "return a+b-c++ + d*e;"),
        ("let a = -1 < b", "let a=-1<b\n"),
    ],
)
def test_blanks_around_marks_go_where_that_joins_nothing(source: str, served: str) -> None:
    assert lean_script(source) == served


def test_what_is_quoted_is_left_as_it_is() -> None:
    assert lean_script('say("a = b", c, " { ", "/ /", "`", "");') == 'say("a = b",c," { ","/ /","`","");'
    assert lean_script('say(`a = "${b + c}"`, d);') == 'say(`a = "${b + c}"`,d);'


@pytest.mark.parametrize(
    "line",
    [
        "say('a = b', c);",
        "say(a / b, c);",
        '/a = "b/.test(c, "d");',
        'say("\\" = \\"", c);',
        "say(a, b); // twice, or more;",
    ],
)
def test_a_line_that_is_not_clearly_code_is_left_as_it_is(line: str) -> None:
    assert lean_script(line) == f"{line}\n"


def test_lines_are_joined_where_no_semicolon_could_be_put_in() -> None:
    assert (
        lean_script("say(\n  a,\n  b,\n);\nlet c = [\n1];\nlet d\nd++\n") == "say(a,b);let c=[1];let d\nd++\n"
    )


def test_a_page_keeps_the_quotes_that_it_needs() -> None:
    source = """<p id="a" class="b c" title="" data-x='y'>\n<i href="{{x}}/a.js"></i> <circle r="8.5"/>"""
    assert (
        lean_page(source)
        == """<p id=a class="b c" title="" data-x='y'><i href={{x}}/a.js></i> <circle r="8.5"/>"""
    )


def page_events(source: str) -> list[object]:
    """What a parser of HTML sees."""
    seen: list[object] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, attrs))

        def handle_endtag(self, tag: str) -> None:
            seen.append(tag)

        def handle_data(self, data: str) -> None:
            if data.strip():
                seen.append(data)

    Reader().feed(source)
    return seen


def test_our_page_stays_the_same_for_who_parses_it() -> None:
    source = (WEB / "index.html").read_text("utf-8")
    assert page_events(lean_page(source)) == page_events(source)


def test_a_style_sheet_keeps_the_blanks_that_mean_something() -> None:
    source = """/* Why. */
a :hover, b > c {
  margin: 0 auto;
  width: calc(1px + 2px);
}
"""
    assert lean_style(source) == "a :hover,b>c{margin:0 auto;width:calc(1px + 2px)}"


_MAY_BE_MISSING = ((";", "}"), (",", ")"), (",", "]"), (",", "}"))


def solid(source: str) -> str:
    """All but blanks, and the semicolons and commas that may be missing."""
    return re.sub(r";(?=})|,(?=[)\]}])", "", "".join(source.split()))


Token = tuple[str, str, int]
"""Its type, the token itself, and its line."""


def lexed(source: str) -> list[Token]:
    """All but comments and blanks."""
    return [
        (str(kind), value, source.count("\n", 0, place))
        for place, kind, value in JavascriptLexer().get_tokens_unprocessed(source)
        if "Comment" not in str(kind) and value.strip()
    ]


def tokens(source: str) -> list[tuple[str, str, bool]]:
    """All but comments, and whether a line ends before each: in JavaScript that can matter as much.

    Not behind a mark where the grammar has to go on, and so no semicolon can be put in; nor are the semicolon before a
    brace and the comma behind the last of several, which may be missing.
    """
    every = lexed(source)
    nexts = [*(value for _, value, _ in every[1:]), ""]
    found = [
        token for token, after in zip(every, nexts, strict=True) if (token[1], after) not in _MAY_BE_MISSING
    ]
    before = [("", ";", 0), *found]
    return [
        (kind, value, line != line_before and mark not in tuple("{([,;") and value not in tuple(")]}"))
        for (kind, value, line), (_, mark, line_before) in zip(found, before, strict=False)
    ]


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.js")), ids=lambda path: path.name)
def test_every_script_stays_the_same_for_who_runs_it(path: Path) -> None:
    source = re.sub(r"/\*.*?\*/", blanked, path.read_text("utf-8"), flags=re.DOTALL)
    source = re.sub(r"^[ \t]*//.*$", "", source, flags=re.MULTILINE)
    lean = lean_script(path.read_text("utf-8"))
    # The lexer passes over marks that it does not know.
    assert marks(lean) == marks(source)
    letters = letters_of(tokens(lean), tokens(source))
    assert len(set(letters.values())) == len(letters)
    assert not set(letters.values()) & {value for _, value, _ in lexed(source)}
    assert not {name for name in letters if name[0] != "#"} & seen_outside(lexed(source))


def blanked(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n") or " "


def marks(source: str) -> str:
    """All but blanks, with one letter for each word; words are tokens."""
    return re.sub(r"\w+", "x", solid(source))


def letters_of(lean: list[tuple[str, str, bool]], source: list[tuple[str, str, bool]]) -> dict[str, str]:
    """The letter that each name has become, everywhere but behind a dot; all other tokens are the same."""
    found: dict[str, str] = {}
    before = ""
    for (kind, short, ends), (kind_before, name, ends_before) in zip(lean, source, strict=True):
        assert ends == ends_before, name
        if short != name:
            assert re.fullmatch("#?[a-zA-Z]", short), name
            assert re.fullmatch(r"#\w+" if before == "." else r"#?\w+", name), name
            found[name] = short
        else:
            assert kind == kind_before, name
        before = name
    for (_, short, _), (_, name, _), (_, before, _) in zip(
        lean, source, [("", "", False), *source], strict=False
    ):
        assert short == (name if before == "." and not name.startswith("#") else found.get(name, name))
    return found


def seen_outside(source: list[Token]) -> set[str]:
    """The names that somebody else may know: keys, methods, what is exported, and what is imported."""
    words = ['""' if "String" in kind else value for kind, value, _ in source]
    found: set[str] = set()
    opened: list[str] = []
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        if word in ("{", "(", "["):
            opened.append(word)
        elif word in ("}", ")", "]"):
            opened.pop()
        is_both = opened[-1:] == ["{"] and before in ("{", ",") and after in (",", "}", "=")
        if is_both or (after == ":" and before != "?"):
            found.add(word)
    text = " ".join(words)
    found |= set(re.findall(r"export (?:async )?\w+ (\w+)", text))
    found |= set(
        re.findall(
            r"[{};] (?:(?:static|get|set|async) )*(?!if |for |while |switch )(\w+) \([^()]*\) \{", text
        )
    )
    return found


def test_private_names_become_letters_each_its_own_and_nothing_else_does() -> None:
    source = """export class Bell {
  #rung = 0;
  get #often() {
    return this.#rung;
  }
  static #all = "#rung";
  ring() {
    this.#rung += this.#often + Bell.#all;
    return document.querySelector("#often");
  }
}
"""
    assert lean_script(source) == (
        'export class Bell{#c=0;get #b(){return this.#c}\nstatic #a="#rung";ring(){this.#c +=this.#b+Bell.#a;'
        'return document.querySelector("#often")}\n}\n'
    )


def test_names_that_nobody_else_can_see_become_letters_and_words_in_quotes_do_not() -> None:
    source = """import { near } from "./names.js";

const WIDTH = 20;
export const HEIGHT = 30;

export function fits(width, { height }, margin = 0) {
  const wide = [WIDTH, ...width, `${margin} and margin`];
  const known = { height, near, depth: wide };
  return wide ? known : status;
}
"""
    assert lean_script(source) == (
        'import{near}from "./names.js";const b=20;export const HEIGHT=30;export function fits(d,{height},margin=0)'
        "{const a=[b,...d,`${margin} and margin`];const c={height,near,depth:a};return a?c:status}\n"
    )


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_loses_nothing_but_comments_and_blanks(path: Path) -> None:
    """That no blank meant anything, the browser is asked: tests/web/looking/test_web_styles.py."""
    source = path.read_text("utf-8")
    bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    assert not re.search(r"^\s*//", source, re.MULTILINE)
    assert solid(lean_style(source)) == solid(bare)
