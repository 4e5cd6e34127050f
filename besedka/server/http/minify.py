"""Minification of the page's files: removes what only readers of the source need.

A third of the scripts is comments, because they contain the types. Phones do not need to load them.
"""

import re

__all__ = ["minify_page", "minify_script", "minify_style"]

_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)

_QUOTED = re.compile(r"""("[^"\\]*"|`[^`\\]*`)""")
_UNCLEAR = re.compile(r"""["'`/\\]""")
"""Unquoted text without any of these characters is code."""
_SCRIPT_MARK = re.compile(r" *([=!<>&|?:,;(){}[\]*]+) *|(?<![+-]) ([+-]) (?![+-])")
"""A blank between two of `+` and `-` is kept: it distinguishes `a + +b` from `a++b`."""
_ATTRIBUTE = re.compile(r"""="([\w./{}#:-]+)"(?=[ >])""")
_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
_STYLE_MARK = re.compile(r"\s*([{};,>])\s*|(?<=:)\s+", re.ASCII)


def minify_script(source: str) -> str:
    """Return the script without comments and most unnecessary blanks, line ends and punctuation.

    This is not a parser: a string must not contain `/*`, and a template must not span several lines. The
    tests verify this for all files, token by token.
    """
    joined = ""
    for line in _bare_lines(source):
        pieces = _QUOTED.split(line)
        if any(_UNCLEAR.search(piece) for piece in pieces[::2]):
            joined += f"{line}\n"
            continue
        pieces[::2] = [_SCRIPT_MARK.sub(r"\1\2", piece).replace(";}", "}") for piece in pieces[::2]]
        # ECMAScript, 12.10: a missing semicolon is inserted before `}`, and never after punctuation. A
        # trailing comma has no meaning, either. After a brace alone in its line no semicolon is missing: it ends
        # a block, a body or a literal that goes on.
        if (joined.endswith(";") and line.startswith("}")) or (joined.endswith(",") and line[0] in ")]}"):
            joined = joined[:-1]
        is_joined = line == "}" or line.endswith(("{", "(", "[", ",", ";"))
        joined += "".join(pieces) + ("" if is_joined else "\n")
    return joined


def minify_style(source: str) -> str:
    """Return the style sheet without comments, line ends, and unnecessary blanks and semicolons.

    This is not a parser, either: no string may contain a comment, or a blank next to punctuation.
    """
    return _STYLE_MARK.sub(r"\1", "\n".join(_bare_lines(source))).replace(";}", "}")


def _bare_lines(source: str) -> list[str]:
    bare = _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub(" ", source))
    return [line for line in (line.strip(" \t") for line in bare.split("\n")) if line]


def minify_page(source: str) -> str:
    """Return the page without unnecessary attribute quotes (HTML Living Standard, 13.1.2.3), and on one line.

    Line ends between two tags must not be significant; in a grid, a flex box or a list they are not.
    """
    return _BETWEEN_TAGS.sub("><", _ATTRIBUTE.sub(r"=\1", source))
