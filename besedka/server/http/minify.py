"""Minifies the page's files: takes away what is only for who reads the repository.

A third of our scripts is comments, since their types stand in them. No phone has to load those.
"""

import re

__all__ = ["minify_page", "minify_script", "minify_style"]

_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)

_QUOTED = re.compile(r"""("[^"\\]*"|`[^`\\]*`)""")
_UNCLEAR = re.compile(r"""["'`/\\]""")
"""What is not quoted, and has none of these, is code."""
_SCRIPT_MARK = re.compile(r" *([=!<>&|?:,;(){}[\]*]+) *|(?<![+-]) ([+-]) (?![+-])")
"""A blank between two of `+` and `-` stays: it is all that tells `a + +b` from `a++b`."""
_ATTRIBUTE = re.compile(r"""="([\w./{}#:-]+)"(?=[ >])""")
_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
_STYLE_MARK = re.compile(r"\s*([{};,>])\s*|(?<=:)\s+", re.ASCII)


def minify_script(source: str) -> str:
    """Return the script without comments, and most of the blanks, line ends and marks that it does not need.

    This is no parser: `/*` must not stand in a string, and a template must not go over several lines. The tests hold
    all our files to that, token by token.
    """
    joined = ""
    for line in _bare_lines(source):
        pieces = _QUOTED.split(line)
        if any(_UNCLEAR.search(piece) for piece in pieces[::2]):
            joined += f"{line}\n"
            continue
        pieces[::2] = [_SCRIPT_MARK.sub(r"\1\2", piece).replace(";}", "}") for piece in pieces[::2]]
        # ECMAScript, 12.10: a semicolon before `}` is put in where it is missing; none is ever put in behind a mark.
        # Nor does a comma mean anything behind the last of several.
        if (joined.endswith(";") and line.startswith("}")) or (joined.endswith(",") and line[0] in ")]}"):
            joined = joined[:-1]
        joined += "".join(pieces) + ("" if line.endswith(("{", "(", "[", ",", ";")) else "\n")
    return joined


def minify_style(source: str) -> str:
    """Return the style sheet without comments, line ends, and the blanks and semicolons that no rule needs.

    Nor is this one: no string in it may have a comment, or a blank beside a mark.
    """
    return _STYLE_MARK.sub(r"\1", "\n".join(_bare_lines(source))).replace(";}", "}")


def _bare_lines(source: str) -> list[str]:
    bare = _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub(" ", source))
    return [line for line in (line.strip(" \t") for line in bare.split("\n")) if line]


def minify_page(source: str) -> str:
    """Return the page without the quotes that no attribute needs (HTML Living Standard, 13.1.2.3), and in one line.

    Nothing in it may need a line's end between two tags: in a grid, a flex box or a list none means anything.
    """
    return _BETWEEN_TAGS.sub("><", _ATTRIBUTE.sub(r"=\1", source))
