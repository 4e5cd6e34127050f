"""Letters for the names that one of the page's scripts has for itself."""

import re
from collections import Counter

__all__ = ["own_names", "with_letters"]

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

_PRIVATE = re.compile(r"^[ \t]*(?:static |get |set |async )*#(\w+)", re.MULTILINE)

_DECLARED = re.compile(r"\b(?:const|let|function) (\w{2,})|\b(\w{2,}) =>")
_PARAMETERS = re.compile(r"(?<!\bif )(?<!\bfor )(?<!\bwhile )(?<!\bswitch )\(([^()]*)\) (?:=>|\{)")

_QUOTED = re.compile(r""""[^"\\\n]*"|`[^`\\\n]*`""")
_FILLED = re.compile(r"\$\{([^{}]*)\}")
_UNCLEAR = re.compile(r"""^.*["'`/\\].*$""", re.MULTILINE)
"""What is not quoted, and has none of these, is code."""
_OUTSIDE = re.compile(
    r"""(?<!\? )\b(\w+)(?=\s*:)"""  # keys
    r"""|(?<=[{,])\s*(\w+)(?=\s*(?:[,}]|=[^=>]))"""  # keys that are values as well
    r"""|^(?:static |get |set |async )*(\w+)(?=\(.*\{$)"""  # methods
    r"""|^(\w+)(?= = |;$)"""  # fields
    r"""|^export (?:async )?\w+ (\w+)""",
    re.MULTILINE,
)
_IMPORTED = re.compile(r"^import\b[^;]*;", re.MULTILINE)
_WORD = re.compile(r"\w+")

_LANGUAGE = ("this", "null", "true", "false", "super", "undefined", "async")
_BROWSER = ("event", "find", "history", "name", "open", "status", "when")
_KNOWN = frozenset((*_LANGUAGE, *_BROWSER))
"""Words of the language, and names of the browser's own: somewhere in a script they may mean that."""


def with_letters(source: str) -> str:
    """Return a script without comments, its lines stripped, with letters for the names that nobody else can see.

    Those are the private ones of its classes (ECMAScript, 13.3), and what is a constant, variable, function or
    parameter wherever it stands: never a member, a key, imported, exported, nor a word in what is quoted.
    """
    return _named(_private(source), own_names(source))


def _private(source: str) -> str:
    """In a string or a pattern no such name may stand behind anything but a quote."""
    short = dict(zip(sorted(set(_PRIVATE.findall(source))), _LETTERS, strict=False))
    return re.sub(r"""(?<![\w"'`])#(\w+)""", lambda found: f"#{short.get(found[1], found[1])}", source)


def own_names(source: str) -> list[str]:
    """Return the names of such a script that mean the same wherever they stand, and nothing to anybody else."""
    code = _QUOTED.sub(lambda found: '" "'.join(["", *_FILLED.findall(found[0]), ""]), source)
    declared = {name for names in _DECLARED.findall(code) for name in names}
    for several in _PARAMETERS.findall(code):
        declared |= set(re.findall(r"(?:^|, )(?:\.\.\.)?(\w{2,})(?= =|, |$)", several))
    seen = {name for names in _OUTSIDE.findall(_without_values(code)) for name in names}
    for text in (*_quoted(source), *_IMPORTED.findall(code), *_UNCLEAR.findall(code.replace('"', ""))):
        seen |= set(_WORD.findall(text))
    return sorted(declared - seen - _KNOWN - {""})


def _without_values(code: str) -> str:
    """The code without what stands in parentheses: where no brace is between them, there are no keys."""
    shorter = re.sub(r"\([^(){}]+\)", "()", code)
    return code if shorter == code else _without_values(shorter)


def _quoted(source: str) -> list[str]:
    return [_FILLED.sub(" ", text) for text in _QUOTED.findall(source)]


def _named(source: str, names: list[str]) -> str:
    used = Counter(re.findall(r"(?<!#)\b\w+", source))
    # The letters may not suffice: those first that are most of the script.
    names = sorted(names, key=lambda name: (-used[name] * (len(name) - 1), name))
    short = dict(zip(names, [letter for letter in _LETTERS if letter not in used], strict=False))
    return re.sub(
        r"(?<![\w$#])(?<!(?<!\.\.)\.)[a-zA-Z_]\w+", lambda found: short.get(found[0], found[0]), source
    )
