"""Writes besedka/chat/names/_name_tables.py from the Unicode Character Database.

    python tools/make_name_tables.py FOLDER

FOLDER holds the files of the database as unicode.org lays them out (Debian's package ``unicode-data``
installs them into /usr/share/unicode), and beside them ``confusables.txt`` from the data of UTS #39.
Nothing is downloaded, and the same files give the same bytes.

Only characters that Unicode 13.0 already had are let in: see ``besedka/chat/names/forms.py`` for why.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

TARGET = Path(__file__).parent.parent / "besedka" / "chat" / "names" / "_name_tables.py"
NEWEST_AGE = (13, 0)  # of the oldest Python that we support
PUNCTUATION = frozenset(map(ord, "_-."))
LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo"})
MARKS = frozenset({"Mn", "Mc"})  # Me, the enclosing marks, decorate and spell nothing
HANGUL = range(0xAC00, 0xD7A4)  # decompose by arithmetic, and so are not listed
Row = tuple[range, list[str]]


@dataclass(frozen=True)
class Unicode:
    """What we read of the database: each a map from the code point."""

    version: str
    confusables_version: str
    category: dict[int, str]
    age: dict[int, tuple[int, int]]
    script: dict[int, str]
    extensions: dict[int, list[str]]
    decomposition: dict[int, list[int]]  # canonical and compatibility, one step
    confusable: dict[int, list[int]]
    white_space: set[int]
    ignorable: set[int]


def rows(path: Path) -> Iterator[Row]:
    """Yield the code points and the fields of each line; the format is UAX #44's, section 4.2."""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        first, *fields = (field.strip() for field in line.partition("#")[0].split(";"))
        if fields:
            low, _, high = first.partition("..")
            yield range(int(low, 16), int(high or low, 16) + 1), fields


def codes(field: str) -> list[int]:
    """Return the code points of a field such as ``0041 030A``; a tag such as ``<compat>`` is skipped."""
    return [int(code, 16) for code in field.split() if not code.startswith("<")]


def by_code(path: Path) -> dict[int, str]:
    """Return the first field for each code point."""
    return {code: fields[0] for span, fields in rows(path) for code in span}


def having(path: Path, name: str) -> set[int]:
    """Return the code points that have the binary property."""
    return {code for span, fields in rows(path) if fields[0] == name for code in span}


def version_in(path: Path, pattern: str) -> str:
    """Return the version that the file's head names."""
    found = re.search(pattern, path.read_text(encoding="utf-8-sig"))
    if found is None:
        raise SystemExit(f"{path}: no version in its head")
    return found[1]


def script_names(path: Path) -> dict[str, str]:
    """Return the long name for each four-letter code of a script."""
    lines = (line.partition("#")[0].split(";") for line in path.read_text(encoding="utf-8").splitlines())
    return {fields[1].strip(): fields[2].strip() for fields in lines if fields[0].strip() == "sc"}


def load(folder: Path) -> Unicode:
    """Read all that we need."""
    names = script_names(folder / "PropertyValueAliases.txt")
    ages = by_code(folder / "DerivedAge.txt")
    extensions = by_code(folder / "ScriptExtensions.txt")
    return Unicode(
        version=version_in(folder / "Scripts.txt", r"Scripts-([\d.]+)\.txt"),
        confusables_version=version_in(folder / "confusables.txt", r"Version: ([\d.]+)"),
        category=by_code(folder / "extracted" / "DerivedGeneralCategory.txt"),
        age={code: (int(age.split(".")[0]), int(age.split(".")[1])) for code, age in ages.items()},
        script=by_code(folder / "Scripts.txt"),
        extensions={code: [names[short] for short in field.split()] for code, field in extensions.items()},
        decomposition={s[0]: codes(f[4]) for s, f in rows(folder / "UnicodeData.txt") if f[4]},
        confusable={span[0]: codes(fields[0]) for span, fields in rows(folder / "confusables.txt")},
        white_space=having(folder / "PropList.txt", "White_Space"),
        ignorable=having(folder / "DerivedCoreProperties.txt", "Default_Ignorable_Code_Point"),
    )


def kind(data: Unicode, code: int) -> str:
    """Return "letter", "mark", "digit" or "punctuation"; "" is for what no name may hold.

    Ignorable characters are invisible, also those that are letters by category (the Hangul fillers).
    """
    if code in PUNCTUATION:
        return "punctuation"
    category = data.category.get(code, "Cn")
    if data.age.get(code, (99, 0)) > NEWEST_AGE or code in data.ignorable:
        return ""
    if category in LETTERS:
        return "letter"
    return {"Nd": "digit"}.get(category, "mark" if category in MARKS else "")


def decomposed(data: Unicode, code: int) -> list[int]:
    """Return the full compatibility decomposition (NFKD, not reordered)."""
    if code in HANGUL or code not in data.decomposition:
        return [code]
    return [last for part in data.decomposition[code] for last in decomposed(data, part)]


def allowed(data: Unicode) -> dict[int, str]:
    """Return the kind of each character that a name may hold.

    A character is judged with what NFKC makes of it, so that no space comes out of U+FDFA.
    """
    kinds = {code: kind(data, code) for code in data.category}
    return {
        code: its_kind
        for code, its_kind in sorted(kinds.items())
        if its_kind and all(kinds[part] for part in decomposed(data, code))
    }


def scripts_of(data: Unicode, code: int) -> str:
    """Return the character's scripts (Script_Extensions), separated by a space, its own Script first.

    Common and Inherited go with every script (UTS #39, 5.1), and are "Common" here.
    """
    own = data.script.get(code, "Unknown")
    scripts = data.extensions.get(code, [own])
    ordered = sorted(scripts, key=lambda script: (script != own, script))
    return "Common" if {"Common", "Inherited"} & set(scripts) else " ".join(ordered)


def spans(points: list[int]) -> str:
    """Return sorted code points as ranges in hexadecimal: ``41-5a aa``."""
    found: list[list[int]] = []
    for code in points:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return " ".join(f"{low:x}" if low == high else f"{low:x}-{high:x}" for low, high in found)


def table(data: Unicode, chosen: list[int]) -> dict[str, str]:
    """Return the ranges of the chosen characters for each set of scripts."""
    groups: dict[str, list[int]] = defaultdict(list)
    for code in chosen:
        groups[scripts_of(data, code)].append(code)
    return {scripts: spans(points) for scripts, points in sorted(groups.items())}


def systems(digits: list[int]) -> list[int]:
    """Return the zero of each decimal system; Unicode promises that its ten digits stand in order."""
    zeros = digits[::10]
    if digits != [zero + value for zero in zeros for value in range(10)]:
        raise SystemExit("the digits do not come in tens")
    return zeros


def prototype(data: Unicode, code: int) -> list[int]:
    """Return what a character looks like in the end.

    UTS #39 means its targets to be final, but U+048B's has U+0439 in it, half of which looks like something else.
    """
    target = [last for part in data.confusable.get(code, []) for last in decomposed(data, part)]
    return [last for part in target for last in prototype(data, part)] or [code]


def lookalikes(data: Unicode, names: dict[int, str]) -> str:
    """Return ``source>target`` for what can be left in a name when it is skeletonised (NFKC, then NFD)."""
    pairs = []
    for source in sorted(data.confusable):
        if source in names and decomposed(data, source) == [source]:
            target = prototype(data, source)
            late = [code for code in target if data.age.get(code, (99, 0)) > NEWEST_AGE]
            if late:
                raise SystemExit(f"U+{source:04X} looks like U+{late[0]:04X}, which is too new")
            pairs.append(f"{source:x}>{'+'.join(f'{code:x}' for code in target)}")
    return " ".join(pairs)


HEAD = '''\
"""Tables of the characters that names are made of: generated, not written.

Made by ``python tools/make_name_tables.py FOLDER`` from the Unicode Character Database {version} and the
confusables of UTS #39 {confusables}; holds only characters that are in Unicode {newest} or older.

Ranges are hexadecimal, inclusive, separated by spaces. The keys are sets of scripts (Script_Extensions), the
character's own Script first; "Common" stands for Common and Inherited.
"""

UNICODE_VERSION = "{version}"
CONFUSABLES_VERSION = "{confusables}"
'''


def text(value: str) -> str:
    """Return the value as a Python literal over several lines."""
    if len(value) < 60:
        return f'"{value}"'
    lines = wrap(value, 100, break_long_words=False, break_on_hyphens=False)
    return "(\n" + "".join(f'        "{line} "\n' for line in lines) + "    )"


def render(data: Unicode) -> str:
    """Return the whole module."""
    names = allowed(data)
    newest = f"{NEWEST_AGE[0]}.{NEWEST_AGE[1]}"
    parts = [HEAD.format(version=data.version, confusables=data.confusables_version, newest=newest)]
    for name, its_kind in (("LETTERS", "letter"), ("MARKS", "mark"), ("DIGITS", "digit")):
        chosen = table(data, [code for code, of in names.items() if of == its_kind])
        entries = "".join(f'    "{key}": {text(value)},\n' for key, value in chosen.items())
        parts.append(f"{name}: dict[str, str] = {{\n{entries}}}\n")
    zeros = systems([code for code, of in names.items() if of == "digit"])
    for comment, name, value in (
        ("The zero of each decimal system", "ZEROS", " ".join(f"{zero:x}" for zero in zeros)),
        ("Source>target: what a character looks like", "CONFUSABLES", lookalikes(data, names)),
        ("White_Space", "WHITE_SPACE", spans(sorted(data.white_space))),
        ("Default_Ignorable_Code_Point: drawn as nothing", "IGNORABLE", spans(sorted(data.ignorable))),
    ):
        parts.append(f"# {comment}.\n{name} = {text(value)}\n")
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write the tables; 2 when the call is wrong."""
    if len(arguments) != 1:
        print(f"usage: python {Path(__file__).name} FOLDER", file=sys.stderr)
        return 2
    try:
        data = load(Path(arguments[0]))
    except OSError as error:
        print(f"{error.filename} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    TARGET.write_text(render(data), encoding="ascii", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
