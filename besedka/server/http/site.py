"""The browser page and its files: the contents of `besedka/web`, ready to be served.

A request never becomes a file path: the existing files are read once, and requests are looked up in a table.
"""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from besedka.dialects import LANGUAGES
from besedka.server.http.bundle import bundle
from besedka.server.http.document import in_language
from besedka.server.http.minify import minify_page, minify_script, minify_style

if TYPE_CHECKING:
    from importlib.abc import Traversable
from besedka.records import record

__all__ = ["JOINED_SCRIPTS", "Body", "Resource", "Site", "build_site", "our_site", "read_again"]

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
}
"""The media types served, by file name suffix. Other files in the folder are not served."""

_FIXED = {
    "index.html": "/",
    **{name: f"/{name}" for name in ("apple-touch-icon.png", "manifest.webmanifest", "worker.js")},
}
"""Files with a fixed address: a service worker only controls the folder that it is loaded from, and iOS
expects its icon at one address."""

_SHEETS = "style/"
_SHEET = "style.css"
"""The style sheets of that folder are served as this one file, in the order of their names. Nothing is
rendered before all are loaded, and each additional file would add a round trip."""

JOINED_SCRIPTS = {
    "main.js": ("first.js",),
    "view/dialogs/reading.js": ("main.js",),
    "view/status/keeping.js": ("main.js",),
    "view/composer/line_help.js": ("main.js", "state/chat/leaving.js", "state/words/durations.js"),
    "view/dialogs/answers.js": (
        "main.js",
        "state/chat/leaving.js",
        "state/words/durations.js",
        "state/words/until.js",
        "view/composer/line_help.js",
        "view/dialogs/reading.js",
        "view/status/muted.js",
    ),
}
"""These scripts are joined with all that they import except the others, which are joined before: what the page
needs at startup, without the script that reports when the rest fails to load; what helps in reading the log,
and what opens over it; what goes on with a session; what reads typed lines; what shows answers."""

_FOLDER_MARK = b"{{assets}}"
"""Placeholder in the fixed files for the folder of all others."""


@record
class Body:
    """One representation of a file; `tag` is its strong entity tag, quotes included."""

    data: bytes
    tag: str


@record
class Resource:
    """A file: plain, and gzipped if that is shorter. A `lasting` file never changes at its address.

    A document has a `language`; `others` are the same document in the other languages, by their codes.
    """

    media_type: str
    lasting: bool
    plain: Body
    gzipped: Body | None
    language: str | None = None
    others: Mapping[str, "Resource"] = field(default_factory=dict)


Site = Mapping[str, Resource]
"""All files, by URL path."""


def build_site(files: Mapping[str, bytes]) -> Site:
    """Assign addresses to files, given by their paths in the folder (with `/`).

    All except the fixed ones are in a folder named after a hash of everything served. So the files of one
    version always reference each other, whatever a cache has stored, and caches may keep them forever.
    """
    known = {name: data for name, data in files.items() if Path(name).suffix in _TYPES}
    for first, apart in JOINED_SCRIPTS.items():
        known = bundle(known, first, *apart)
    minified = {name: _minify(name, data) for name, data in known.items()}
    served = _in_one_sheet(minified)
    words = [in_language(served.get("index.html", b"").decode(), code).encode() for code in LANGUAGES]
    folder = f"/web-{_version({**served, **{code: words[place] for place, code in enumerate(LANGUAGES)}})}"
    site = dict(_resource(name, data, folder) for name, data in served.items())
    if "/" in site:
        site["/"] = _document(dict(zip(LANGUAGES, words, strict=True)), folder)
    return site


_kept: list[Site] = []
"""The server's own files, once they were read."""


def our_site() -> Site:
    """Return the server's own files, read on first use: on most servers the first clients are not browsers."""
    if not _kept:
        read_again()
    return _kept[0]


def read_again() -> None:
    """Read the server's own files; from now on these are `our_site`. Any thread may call it.

    Raises `OSError` or `ValueError` for files that cannot be read; then those that were read before stay.
    """
    _kept[:] = [build_site(dict(_read(files("besedka") / "web")))]


def _read(folder: "Traversable", place: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder, which may be inside an archive, with their paths in it."""
    for item in folder.iterdir():
        if item.is_dir():
            yield from _read(item, f"{place}{item.name}/")
        else:
            yield place + item.name, item.read_bytes()


def _minify(name: str, data: bytes) -> bytes:
    minify = {".css": minify_style, ".html": minify_page, ".js": minify_script}.get(Path(name).suffix)
    return minify(data.decode()).encode() if minify is not None else data


def _in_one_sheet(files: Mapping[str, bytes]) -> dict[str, bytes]:
    sheets = {
        name: data for name, data in files.items() if name.startswith(_SHEETS) and name.endswith(".css")
    }
    joined = {_SHEET: b"\n".join(sheets[name] for name in sorted(sheets))} if sheets else {}
    return {**{name: data for name, data in files.items() if name not in sheets}, **joined}


def _document(words: Mapping[str, bytes], folder: str) -> Resource:
    """Return the page in all languages."""
    spoken = {
        code: replace(_resource("index.html", data, folder)[1], language=code) for code, data in words.items()
    }
    first, *others = spoken
    return replace(spoken[first], others={code: spoken[code] for code in others})


def _version(files: Mapping[str, bytes]) -> str:
    every = hashlib.sha256()
    for name in sorted(files):
        every.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return every.hexdigest()[:6]


def _resource(name: str, data: bytes, folder: str) -> tuple[str, Resource]:
    media_type = _TYPES[Path(name).suffix]
    path = _FIXED.get(name)
    if path is not None and media_type != "image/png":
        data = data.replace(_FOLDER_MARK, folder.encode())
    plain = _body(data)
    packed = gzip.compress(data, mtime=0)
    gzipped = _body(packed) if len(packed) < len(data) else None
    return path or f"{folder}/{name}", Resource(media_type, path is None, plain, gzipped)


def _body(data: bytes) -> Body:
    return Body(data, f'"{hashlib.sha256(data).hexdigest()[:24]}"')
