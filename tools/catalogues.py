"""The gettext catalogues of besedka/dialects/locale: `python tools/catalogues.py update | compile | check`.

update   reads every sentence out of besedka/ and brings the .po files up to date; English translates itself
compile  makes the .mo files of them
check    says what is missing or stale, and exits with 1

Everything written is the same for the same sentences: no dates, no versions, no line numbers.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "besedka" / "dialects" / "locale"
LANGUAGES = ("en", "ru")
_PERCENT = re.compile(r"%\(\w+\)s")
_KEYWORDS = {"text": None, "N_": None, "NN_": (1, 2), "plural": (1, 2)}


class StableCatalog(Catalog):
    """A catalogue whose header says only what readers of it need."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header: encoding and plural forms, no dates and no versions."""
        return [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
        ]

    @mime_headers.setter
    def mime_headers(self, _headers: object) -> None:
        """What a file's header says does not matter: it is made anew."""


def po_path(language: str) -> Path:
    """Where the catalogue of a language is."""
    return LOCALE / language / "LC_MESSAGES" / "besedka.po"


def extract() -> dict[str, str | tuple[str, str]]:
    """Every sentence in besedka/, by its singular; pairs are singular and plural."""
    found: dict[str, str | tuple[str, str]] = {}
    rows = extract_from_dir(ROOT / "besedka", [("**.py", "python")], keywords=_KEYWORDS)
    for _, _, message, _, _ in sorted(rows, key=lambda row: (row[0], row[1])):
        singular = message if isinstance(message, str) else message[0]
        found.setdefault(singular, message if isinstance(message, str) else (message[0], message[1]))
    return found


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
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != mo_bytes(catalogue):
        found.append("besedka.mo is not what `compile` makes")
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
                po_path(language).with_suffix(".mo").write_bytes(mo_bytes(load(language)))
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
