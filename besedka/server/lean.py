"""Scripts and style sheets without what is only for who reads the repository.

A third of our scripts is comments, since their types stand in them. No phone has to load those.
"""

import re

__all__ = ["lean", "lean_style"]

_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
_AROUND = re.compile(r"\s*([{};,])\s*", re.ASCII)


def lean(source: str) -> str:
    """Return the script or style sheet without comments, indentation and empty lines.

    This is no parser: `/*` must not stand in a string, nor a line of a template begin with blanks or `//`. The tests
    hold all our files to that, token by token.
    """
    bare = _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub(" ", source))
    lines = (line.strip(" \t") for line in bare.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def lean_style(source: str) -> str:
    """Return the style sheet as `lean` does, and without the blanks that no rule needs."""
    return _AROUND.sub(r"\1", lean(source))
