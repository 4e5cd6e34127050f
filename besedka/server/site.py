"""The browser's page and its files: what is in `besedka/web`, ready to be served.

Nothing of a request ever becomes a path: the files that exist are read once, and requests are looked up in a table.
"""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from besedka.server.lean import lean_page, lean_script, lean_style

if TYPE_CHECKING:
    from importlib.abc import Traversable

__all__ = ["Body", "Resource", "Site", "build_site", "our_site"]

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
}
"""What is served, by the ends of file names. All else in the folder is nobody's."""

_FIXED = {
    "index.html": "/",
    **{name: f"/{name}" for name in ("apple-touch-icon.png", "manifest.webmanifest", "worker.js")},
}
"""Files whose address must not change: a service worker only serves the folder that it comes from, and iOS looks for
its icon in one place."""

_PLACE = b"{{assets}}"
"""In the fixed files, this stands for the folder of all others."""


@dataclass(frozen=True, slots=True)
class Body:
    """One representation of a file; `tag` is its strong entity tag, quotes included."""

    data: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A file: plain, and gzipped where that is shorter. One that is `lasting` never changes under its address."""

    media_type: str
    lasting: bool
    plain: Body
    gzipped: Body | None


Site = Mapping[str, Resource]
"""All files, by the paths of their addresses."""


def build_site(files: Mapping[str, bytes]) -> Site:
    """Give files, by their paths in the folder (with `/`), their addresses.

    All but the fixed ones are in a folder that is named after what is served of all files. So the files of one version
    find each other, whatever else a cache has kept; and every cache may keep them for good.
    """
    served = {name: _lean(name, data) for name, data in files.items() if Path(name).suffix in _TYPES}
    folder = f"/web-{_version(served)}"
    return dict(_resource(name, data, folder) for name, data in served.items())


@cache
def our_site() -> Site:
    """Our own files, read when they are wanted for the first time: most servers' first guests are no browsers."""
    return build_site(dict(_read(files("besedka") / "web")))


def _read(folder: "Traversable", place: str = "") -> Iterator[tuple[str, bytes]]:
    """The files of a folder, which may be inside an archive, and their paths in it."""
    for item in folder.iterdir():
        if item.is_dir():
            yield from _read(item, f"{place}{item.name}/")
        else:
            yield place + item.name, item.read_bytes()


def _lean(name: str, data: bytes) -> bytes:
    leaner = {".css": lean_style, ".html": lean_page, ".js": lean_script}.get(Path(name).suffix)
    return leaner(data.decode()).encode() if leaner is not None else data


def _version(files: Mapping[str, bytes]) -> str:
    every = hashlib.sha256()
    for name in sorted(files):
        every.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return every.hexdigest()[:6]


def _resource(name: str, data: bytes, folder: str) -> tuple[str, Resource]:
    media_type = _TYPES[Path(name).suffix]
    path = _FIXED.get(name)
    if path is not None and media_type != "image/png":
        data = data.replace(_PLACE, folder.encode())
    plain = _body(data)
    packed = gzip.compress(data, mtime=0)
    gzipped = _body(packed) if len(packed) < len(data) else None
    return path or f"{folder}/{name}", Resource(media_type, path is None, plain, gzipped)


def _body(data: bytes) -> Body:
    return Body(data, f'"{hashlib.sha256(data).hexdigest()[:24]}"')
