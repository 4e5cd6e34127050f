"""The scripts that the page needs at once, as one: each more would be another request, and packs worse alone.

What runs is what the repository has, module by module in the order in which a browser runs them (ECMAScript, 16.2.1):
nothing of a module changes but its imports, since what they name stands in the same file.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

__all__ = ["bundle"]

_IMPORT = re.compile(r'^import \{ (\w+(?:, \w+)*) \} from "(\.\.?/[\w./-]+)";\n', re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:const|let|class|(?:async )?function) (\w+)\b", re.MULTILINE)
_UNCLEAR = re.compile(
    r"^(?:import|var)\b|^export (?!const|let|class|function|async)|^(?:export )?(?:const|let|function) ?[^\w\s]",
    re.MULTILINE,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def bundle(files: Mapping[str, bytes], first: str, apart: str) -> dict[str, bytes]:
    """Return the files, with all in `first` that it imports, and so on, but what is `apart`; others import that there.

    Where it is not plain that they mean the same in one file, they are left as they are: what is imported or exported
    in another way than `import { a, b } from "./c.js"` and `export const`, a name that two of them have, and a module
    of another folder that asks for its own address.
    """
    scripts = {name: data.decode() for name, data in files.items() if name.endswith(".js")}
    modules = list(dict.fromkeys(_before(first, scripts, {apart})))
    if not _can_be_joined({name: scripts[name] for name in modules}, first, apart):
        return dict(files)
    rest = {name: data for name, data in files.items() if name not in modules}
    for name in rest.keys() & scripts.keys():
        rest[name] = _led(name, scripts[name], set(modules), first).encode()
    outside = sorted({name for module in modules for name in _imported(module, scripts[module], apart)})
    joined = [f'import {{ {", ".join(outside)} }} from "./{apart}";\n'] if outside else []
    joined += [_IMPORT.sub("", scripts[name]) for name in modules]
    return {**rest, first: "".join(joined).encode()}


def _before(name: str, scripts: Mapping[str, str], known: set[str]) -> Iterator[str]:
    """What this script imports, each behind what it imports itself, and then the script."""
    if name in known or name not in scripts:
        return
    known.add(name)
    for _, other in _IMPORT.findall(scripts[name]):
        yield from _before(_path(name, other), scripts, known)
    yield name


def _path(name: str, other: str) -> str:
    """What this script calls `other`, by its path in the folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), other))


def _imported(name: str, source: str, other: str) -> list[str]:
    """What this script imports from `other`."""
    return [
        each
        for names, place in _IMPORT.findall(source)
        if _path(name, place) == other
        for each in names.split(", ")
    ]


def _can_be_joined(modules: Mapping[str, str], first: str, apart: str) -> bool:
    known = {apart, *modules}
    places = [_path(name, place) for name, source in modules.items() for _, place in _IMPORT.findall(source)]
    bare = {name: _IMPORT.sub("", _COMMENT.sub("", source)) for name, source in modules.items()}
    names = [name for source in bare.values() for name in _DECLARED.findall(source)]
    moved = [
        name
        for name, source in bare.items()
        if "import.meta" in source and posixpath.dirname(name) != posixpath.dirname(first)
    ]
    unclear = any(_UNCLEAR.search(source) for source in bare.values())
    return known.issuperset({first, *places}) and len(names) == len(set(names)) and not moved and not unclear


def _led(name: str, source: str, modules: set[str], first: str) -> str:
    """A script with what it imports from `modules` imported from `first`, in one statement: that is less to load."""
    place = posixpath.relpath(first, posixpath.dirname(name) or ".")
    place = place if place.startswith(".") else f"./{place}"
    names = ", ".join(names for names, other in _IMPORT.findall(source) if _path(name, other) in modules)
    led = iter([f'import {{ {names} }} from "{place}";\n'])

    def lead(found: re.Match[str]) -> str:
        return next(led, "") if _path(name, found[2]) in modules else found[0]

    return _IMPORT.sub(lead, source)
