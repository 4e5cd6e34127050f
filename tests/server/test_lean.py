import re
from pathlib import Path

import pytest
from babel.messages.jslexer import tokenize

from besedka.server.lean import lean

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
    assert lean(source) == (
        'export function say(words) { // out loud\nconst twice =   (2);\nreturn "http://x" + words;\n}\n'
    )


def test_a_comment_keeps_words_apart() -> None:
    assert lean("return/* it */x") == "return x\n"


def tokens(source: str) -> list[tuple[str, str, bool]]:
    """All but comments, and whether a line ends before each: in JavaScript that can matter as much."""
    found = [token for token in tokenize(source, jsx=False) if "comment" not in token.type]
    lines = [0, *(token.lineno for token in found)]
    return [
        (token.type, token.value, token.lineno != before) for token, before in zip(found, lines, strict=False)
    ]


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.js")), ids=lambda path: path.name)
def test_every_script_stays_the_same_for_who_runs_it(path: Path) -> None:
    source = path.read_text("utf-8")
    assert tokens(lean(source)) == tokens(source)


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.css")), ids=lambda path: path.name)
def test_every_style_sheet_stays_the_same(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"""(["'])[^"'\n]*/\*""", source)
    assert not re.search(r"^\s*//", source, re.MULTILINE)
    assert "".join(lean(source).split()) == "".join(re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL).split())
