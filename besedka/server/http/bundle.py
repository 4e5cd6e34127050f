"""Bundling of the page's scripts: separate files mean more requests and compress worse.

A bundle consists of the repository's modules in the order in which a browser runs them (ECMAScript,
16.2.1). Only their imports are removed, since the imported names are in the same file.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

__all__ = ["bundle"]

_IMPORT = re.compile(r'^import \{ (\w+(?:, \w+)*) \} from "(\.\.?/[\w./-]+)";\n', re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:const|let|class|(?:async )?function) (\w+)\b", re.MULTILINE)
_UNCLEAR = re.compile(
    r"^(?:import|var)\b|^export (?!const|let|class|function|async)|^(?:export )?(?:const|let|function) ?[^\w\s]",
    re.MULTILINE,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def bundle(files: Mapping[str, bytes], first: str, *apart: str) -> dict[str, bytes]:
    """Return the files with all direct and indirect imports of `first`, except `apart`, bundled into it.

    Other scripts then import those names from `first`. The files are returned unchanged if bundling might
    change their meaning:

    - an import or export in a form other than `import { a, b } from "./c.js"` and `export const`;
    - a name that two modules declare, or one declares and another imports from `apart`;
    - a module of another folder that uses its own address (`import.meta`).
    """
    scripts = {name: data.decode() for name, data in files.items() if name.endswith(".js")}
    modules = list(dict.fromkeys(_before(first, scripts, set(apart))))
    outside = {
        place: sorted({name for module in modules for name in _imported(module, scripts[module], place)})
        for place in apart
    }
    if not _can_be_joined({name: scripts[name] for name in modules}, first, outside):
        return dict(files)
    rest = {name: data for name, data in files.items() if name not in modules}
    for name in rest.keys() & scripts.keys():
        rest[name] = _led(name, scripts[name], set(modules), first).encode()
    joined = [_import(names, first, place) for place, names in outside.items() if names]
    joined += [_IMPORT.sub("", scripts[name]) for name in modules]
    return {**rest, first: "".join(joined).encode()}


def _before(name: str, scripts: Mapping[str, str], known: set[str]) -> Iterator[str]:
    """Yield what this script imports, each after its own imports, and then the script itself."""
    if name in known or name not in scripts:
        return
    known.add(name)
    for _, other in _IMPORT.findall(scripts[name]):
        yield from _before(_path(name, other), scripts, known)
    yield name


def _path(name: str, other: str) -> str:
    """Resolve `other`, as imported by this script, to its path in the folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), other))


def _imported(name: str, source: str, other: str) -> list[str]:
    """Return the names that this script imports from `other`."""
    return [
        each
        for names, place in _IMPORT.findall(source)
        if _path(name, place) == other
        for each in names.split(", ")
    ]


def _can_be_joined(modules: Mapping[str, str], first: str, outside: Mapping[str, Sequence[str]]) -> bool:
    known = {*outside, *modules}
    places = [_path(name, place) for name, source in modules.items() for _, place in _IMPORT.findall(source)]
    bare = {name: _IMPORT.sub("", _COMMENT.sub("", source)) for name, source in modules.items()}
    names = [
        *chain(*outside.values()),
        *(name for source in bare.values() for name in _DECLARED.findall(source)),
    ]
    moved = [
        name
        for name, source in bare.items()
        if "import.meta" in source and posixpath.dirname(name) != posixpath.dirname(first)
    ]
    unclear = any(_UNCLEAR.search(source) for source in bare.values())
    return known.issuperset({first, *places}) and len(names) == len(set(names)) and not moved and not unclear


def _led(name: str, source: str, modules: set[str], first: str) -> str:
    """Return the script with its imports from `modules` replaced by one import from `first`, which is smaller."""
    names = [names for names, other in _IMPORT.findall(source) if _path(name, other) in modules]
    led = iter([_import(names, name, first)])

    def lead(found: re.Match[str]) -> str:
        return next(led, "") if _path(name, found[2]) in modules else found[0]

    return _IMPORT.sub(lead, source)


def _import(names: list[str], importer: str, script: str) -> str:
    place = posixpath.relpath(script, posixpath.dirname(importer) or ".")
    return f'import {{ {", ".join(names)} }} from "{place if place.startswith(".") else f"./{place}"}";\n'
