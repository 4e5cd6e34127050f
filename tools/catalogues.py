"""The gettext catalogues of besedka/dialects/locale: `python tools/catalogues.py update | compile | check`.

update   reads every sentence out of besedka/ and brings the .po files up to date; English translates itself
compile  makes the .mo files of them, and besedka/web/texts.LANGUAGE….json for the browser
check    says what is missing or stale, and exits with 1

The browser client names its sentences in `text(…)` and `plural(…)` and, in its page, in the attributes `data-text…`.
Its files have those sentences alone: texts.LANGUAGE.json what it says from the beginning, texts.LANGUAGE.later.json
what comes with its later parts, and what its page has in it already. English has none: it stands in the code.

Everything written is the same for the same sentences: no dates, no versions, no line numbers.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_javascript
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import page_parts  # noqa: E402 - found by the line before

LOCALE = ROOT / "besedka" / "dialects" / "locale"
WEB = ROOT / "besedka" / "web"
TEXTS = WEB
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}
"""How each language counts. Babel knows too, but writes it down otherwise from time to time."""
LANGUAGES = tuple(PLURALS)
_PERCENT = re.compile(r"%\(\w+\)s")
_KEYWORDS = {"text": None, "N_": None, "NN_": (1, 2), "plural": (1, 2)}

Sentences = dict[str, str | tuple[str, str]]
"""Sentences by their singulars; pairs are singular and plural."""


class StableCatalog(Catalog):
    """A catalogue whose header says only what readers of it need."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header: encoding and plural forms, no dates and no versions."""
        return [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Language", str(self.locale)),
            ("Plural-Forms", PLURALS[str(self.locale)]),
        ]

    @mime_headers.setter
    def mime_headers(self, _headers: object) -> None:
        """What a file's header says does not matter: it is made anew."""


def po_path(language: str) -> Path:
    """Where the catalogue of a language is."""
    return LOCALE / language / "LC_MESSAGES" / "besedka.po"


def extract() -> Sentences:
    """Every sentence in besedka/."""
    root = ROOT / "besedka"
    paths = sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).as_posix())
    return _merge(*(_extract_program(path) for path in paths), extract_web())


def _extract_program(path: Path) -> Sentences:
    """By Python's own parser, since Babel's extraction goes by tokens and guesses where a call ends."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    found: Sentences = {}
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        match _name_of(call), call.args:
            case (("text" | "N_"), [ast.Constant(value=str(one)), *_]):
                found = _merge(found, {one: one})
            case (("plural" | "NN_"), [ast.Constant(value=str(one)), ast.Constant(value=str(many)), *_]):
                found = _merge(found, {one: (one, many)})
    return found


def _name_of(call: ast.Call) -> str | None:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


def extract_web() -> Sentences:
    """Every sentence of the browser client."""
    page = _Page()
    for path in sorted(WEB.glob("*.html")):
        page.feed(path.read_text("utf-8"))
    scripts = [extract_script(path) for path in sorted(WEB.rglob("*.js"))]
    return _merge(*scripts, {sentence: sentence for sentence in page.sentences})


def extract_core() -> Sentences:
    """The sentences of the scripts that come without the later words."""
    alone = [files[0] for files in page_parts.parts().values() if "words" not in files]
    return _merge(
        *(extract_script(WEB / name) for name in sorted(page_parts.core() | page_parts.reached(*alone)))
    )


def extract_script(path: Path) -> Sentences:
    """Every sentence of a script."""
    found: Sentences = {}
    with path.open("rb") as file:
        options: Any = {"jsx": False, "parse_template_string": True}
        for _, function, arguments, _ in extract_javascript(file, _KEYWORDS, (), options):
            one, many = (*arguments, None)[:2] if isinstance(arguments, tuple | list) else (arguments, None)
            if one:  # else what is said is no literal, but found somewhere else
                found = _merge(found, {one: (one, many) if _KEYWORDS[str(function)] and many else one})
    return found


class _Page(HTMLParser):
    """Collects the sentences that a page names for its script to fill in."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as it is called
        self.sentences += [value for name, value in attrs if name.startswith("data-text") and value]


def _merge(*parts: Sentences) -> Sentences:
    """All of them, in their order; a sentence that one part has in two numbers has them for all."""
    merged: Sentences = {}
    for part in parts:
        for singular, message in part.items():
            if singular not in merged or isinstance(message, tuple):
                merged[singular] = message
    return merged


def _empty(language: str) -> StableCatalog:
    return StableCatalog(locale=language, header_comment=f"# What Besedka says ({language}).", fuzzy=False)


def load(language: str) -> StableCatalog:
    """The catalogue of a language as it is in its .po file; empty when there is none."""
    catalogue = _empty(language)
    path = po_path(language)
    if path.exists():
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    catalogue[message.id] = message
    return catalogue


def updated(language: str) -> StableCatalog:
    """The catalogue with exactly the sentences that there are; what is new is untranslated, but in English."""
    old, new = load(language), _empty(language)
    for identifier in extract().values():
        known = old.get(identifier if isinstance(identifier, str) else identifier[0])
        if language == "en":
            new.add(identifier, identifier)
        elif known is not None and known.id == identifier:
            new.add(identifier, known.string)
        else:
            new.add(identifier)
    return new


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=100, no_location=True, sort_output=False)
    return buffer.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as a .mo file."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def texts_path(language: str, kind: str = "") -> Path:
    """Where the browser client finds a language's sentences; the kind is empty, or `.later`."""
    return TEXTS / f"texts.{language}{kind}.json"


def texts_bytes(catalogue: Catalog, sentences: Sentences) -> bytes:
    """These sentences: `{singular: translation, or the list of its forms}`, one a line."""
    lines = []
    for singular in sentences:
        message = catalogue.get(singular)
        string = message.string if message is not None else ""
        forms = list(string) if isinstance(string, list | tuple) else string
        lines.append(
            ":".join(
                json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in (singular, forms)
            )
        )
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def compiled(language: str) -> dict[Path, bytes]:
    """What `compile` makes of a language's catalogue."""
    catalogue = load(language)
    made = {po_path(language).with_suffix(".mo"): mo_bytes(catalogue)}
    if language != "en":
        core = extract_core()
        later = {name: message for name, message in extract_web().items() if name not in core}
        made[texts_path(language)] = texts_bytes(catalogue, core)
        made[texts_path(language, ".later")] = texts_bytes(catalogue, later)
    return made


def _placeholders(text: str) -> set[str]:
    """Ours are `{name}`; argparse's are `%(name)s`."""
    ours = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    return ours | set(_PERCENT.findall(text))


def _faults_of(message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    if message.fuzzy:
        yield f"fuzzy: {ids[0]!r}"
    for string in strings:
        if not string:
            yield f"untranslated: {ids[0]!r}"
        elif _placeholders(string) != _placeholders(ids[-1]):
            yield f"other placeholders: {ids[0]!r}"


def faults(language: str) -> list[str]:
    """What is wrong with a language's catalogue; empty when nothing is."""
    catalogue, path = load(language), po_path(language)
    found = [fault for message in catalogue if message.id for fault in _faults_of(message)]
    if not path.exists() or path.read_bytes() != po_bytes(updated(language)):
        found.append("besedka.po is not what `update` makes")
    for target, data in compiled(language).items():
        if not target.exists() or target.read_bytes() != data:
            found.append(f"{target.name} is not what `compile` makes")
    return [f"{language}: {fault}" for fault in found]


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; the exit code."""
    match list(arguments):
        case ["update"]:
            for language in LANGUAGES:
                po_path(language).parent.mkdir(parents=True, exist_ok=True)
                po_path(language).write_bytes(po_bytes(updated(language)))
        case ["compile"]:
            for language in LANGUAGES:
                for target, data in compiled(language).items():
                    target.write_bytes(data)
        case ["check"]:
            found = [fault for language in LANGUAGES for fault in faults(language)]
            print("\n".join(found) or "The catalogues are complete and fresh.")
            return 1 if found else 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
