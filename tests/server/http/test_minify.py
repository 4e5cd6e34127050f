import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from pygments.lexers.javascript import JavascriptLexer

from besedka.server.http.minify import minify_page, minify_script, minify_style

WEB = Path(__file__).resolve().parents[3] / "besedka" / "web"


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
    assert minify_script(source) == (
        'export function say(words) { // out loud\nconst twice=(2);return "http://x"+words}'
    )


def test_a_comment_keeps_words_apart() -> None:
    assert minify_script("return/* it */x") == "return x\n"


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
    assert minify_script(source) == served


def test_what_is_quoted_is_left_as_it_is() -> None:
    assert minify_script('say("a = b", c, " { ", "/ /", "`", "");') == 'say("a = b",c," { ","/ /","`","");'
    assert minify_script('say(`a = "${b + c}"`, d);') == 'say(`a = "${b + c}"`,d);'


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
    assert minify_script(line) == f"{line}\n"


def test_lines_are_joined_where_no_semicolon_could_be_put_in() -> None:
    assert (
        minify_script("say(\n  a,\n  b,\n);\nlet c = [\n1];\nlet d\nd++\n")
        == "say(a,b);let c=[1];let d\nd++\n"
    )


def test_behind_a_brace_that_stands_alone_no_line_has_to_end() -> None:
    assert (
        minify_script("function say() {\n  a();\n}\nlet b = () => {}\nlet c;")
        == "function say(){a()}let b=()=>{}\nlet c;"
    )


def test_a_page_keeps_the_quotes_that_it_needs() -> None:
    source = """<p id="a" class="b c" title="" data-x='y'>\n<i href="{{x}}/a.js"></i> <circle r="8.5"/>"""
    assert (
        minify_page(source)
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
    assert page_events(minify_page(source)) == page_events(source)


def test_a_style_sheet_keeps_the_blanks_that_mean_something() -> None:
    source = """/* Why. */
a :hover, b > c {
  margin: 0 auto;
  width: calc(1px + 2px);
}
"""
    assert minify_style(source) == "a :hover,b>c{margin:0 auto;width:calc(1px + 2px)}"


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
    brace and the comma behind the last of several, which may be missing. Nor behind a brace that begins a line: it ends
    a block, a body or what goes on behind it.
    """
    every = lexed(source)
    nexts = [*(value for _, value, _ in every[1:]), ""]
    found = [
        token for token, after in zip(every, nexts, strict=True) if (token[1], after) not in _MAY_BE_MISSING
    ]
    before = [("", ";", 0), *found]
    alone = [
        mark == "}" and line != line_before
        for (*_, line_before), (_, mark, line) in pairwise([("", "", 0), *before])
    ]
    return [
        (
            kind,
            value,
            line != line_before and mark not in tuple("{([,;") and value not in tuple(")]}") and not is_alone,
        )
        for (kind, value, line), (_, mark, line_before), is_alone in zip(found, before, alone, strict=False)
    ]


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.js")), ids=lambda path: path.name)
def test_every_script_stays_the_same_for_who_runs_it(path: Path) -> None:
    source = path.read_text("utf-8")
    lean = minify_script(source)
    assert tokens(lean) == tokens(source)
    # The lexer passes over marks that it does not know.
    bare = re.sub(r"^[ \t]*//.*$", "", re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL), flags=re.MULTILINE)
    assert solid(lean) == solid(bare)


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_loses_nothing_but_comments_and_blanks(path: Path) -> None:
    """That no blank meant anything, the browser is asked: tests/web/looking/test_web_styles.py."""
    source = path.read_text("utf-8")
    bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    assert not re.search(r"^\s*//", source, re.MULTILINE)
    assert solid(minify_style(source)) == solid(bare)
