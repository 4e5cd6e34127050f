"""What the house rules say of the browser client's files."""

import re
from pathlib import Path

import pytest

from besedka.server.http.site import Resource, our_site
from tools import catalogues, page_parts
from tools.page_parts import WEB

SOURCES = sorted(path for path in WEB.rglob("*") if path.suffix in (".css", ".html", ".js", ".svg", ".ts"))
SCRIPTS = [path for path in SOURCES if path.suffix == ".js"]


def name_of(path: Path) -> str:
    return path.relative_to(WEB).as_posix()


def imports_of(path: Path) -> list[str]:
    return page_parts.imports(name_of(path))


def weight(resource: Resource) -> int:
    """As it comes: gzipped where that is shorter, and of a document that in its largest language."""
    return max(len((each.gzipped or each.plain).data) for each in (resource, *resource.others.values()))


def test_until_one_can_write_the_page_loads_less_than_twenty_four_kibibytes_in_twenty_requests() -> None:
    """The document, the style sheet, the words of the largest language, the picture, two scripts; and a WebSocket."""
    weights = {re.sub(r"^/web-\w+/", "", path): weight(resource) for path, resource in our_site().items()}
    words = max(
        (name for name in weights if re.fullmatch(r"texts\.\w+\.json", name)), key=weights.__getitem__
    )
    first = {name: weights[name] for name in ("/", "style.css", "icon.svg", words, "first.js", "main.js")}
    assert sum(first.values()) <= 24 * 1024, first
    assert len(first) + 1 <= 20, first


def test_each_later_part_names_what_it_imports_so_that_all_of_it_is_asked_for_together() -> None:
    core, joined = page_parts.core(), page_parts.joined()
    assert len(page_parts.parts()) > 10
    for name, files in page_parts.parts().items():
        scripts = [file for file in files if file.endswith(".js")]
        needed = {joined.get(file, file) for file in page_parts.reached(files[0]) - core}
        assert sorted(scripts) == sorted(needed), name
        assert [file for file in files if file != "words" and not (WEB / file).exists()] == [], name


def test_each_script_comes_at_once_or_with_a_part() -> None:
    later = {file for files in page_parts.parts().values() for file in files}
    scripts = {name for name in map(name_of, SCRIPTS) if name != "worker.js"}
    asked = page_parts.core() | {file for file in later if file.endswith(".js")}
    assert scripts == asked | page_parts.joined().keys()
    assert not asked & page_parts.joined().keys()


def test_whoever_speaks_words_that_come_later_has_them_come() -> None:
    core = catalogues.extract_core()
    for name, files in page_parts.parts().items():
        scripts = page_parts.reached(*(file for file in files if file.endswith(".js"))) - page_parts.core()
        spoken = [word for file in scripts for word in catalogues.extract_script(WEB / file)]
        assert "words" in files or [word for word in spoken if word not in core] == [], name


def test_a_first_visit_loads_less_than_seventy_kibibytes() -> None:
    """Everything counts, gzipped where that is shorter; but of the languages only the largest, since nobody loads two.

    The icon of iOS is asked for by who puts the page on a home screen, and by no visit.
    """
    weights = {path: weight(resource) for path, resource in our_site().items()}
    del weights["/apple-touch-icon.png"]
    # By its code: `texts.ru.json` and `texts.ru.later.json` are one.
    texts: dict[str, int] = {}
    for path in [path for path in weights if path.endswith(".json")]:
        code = path.rpartition("/")[2].split(".")[1]
        texts[code] = texts.get(code, 0) + weights.pop(path)
    assert sum(weights.values()) + max(texts.values()) < 70 * 1024, weights


def test_no_file_passes_three_hundred_lines() -> None:
    long = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    assert {name: count for name, count in long.items() if count > 300} == {}


@pytest.mark.parametrize(
    "danger",
    [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        r"\beval\(",
        r"new Function",
        r"setAttribute\(\"style",
    ],
)
def test_no_text_becomes_markup_or_code(danger: str) -> None:
    assert [path.name for path in SCRIPTS if re.search(danger, path.read_text(encoding="utf-8"))] == []


def test_the_page_has_nothing_inline_and_asks_nobody_else() -> None:
    page = (WEB / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert not [tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag]
    assert not re.search(r"(?:src|href)=[\"'](?!\{\{assets\}\}/|/|#|data:)", page)
    assert not re.search(r"(?:src|href)=[\"']//", page)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_file_names_another_host(path: Path) -> None:
    found = re.findall(r"(?:https?|wss?)://[\w.-]+", path.read_text(encoding="utf-8"))
    assert [address for address in found if address != "http://www.w3.org"] == []


def test_the_page_names_exactly_the_scripts_that_it_takes_to_write_so_that_none_is_asked_for_late() -> None:
    page = (WEB / "index.html").read_text(encoding="utf-8")
    named = re.findall(r"\{\{assets\}\}/([\w/-]+\.js)", page)
    assert sorted(named) == ["first.js", "main.js"]
    first = (WEB / "first.js").read_text(encoding="utf-8")
    assert not re.search(r"^import\b(?!\()", first, re.MULTILINE)


def test_no_two_modules_that_are_served_as_one_have_a_name_of_their_own_that_is_the_same() -> None:
    declared = re.compile(r"^(?:export )?(?:const|let|class|(?:async )?function) (\w+)\b", re.MULTILINE)
    joined = page_parts.joined()
    later = [
        {first, *(name for name, other in joined.items() if other == first)} for first in set(joined.values())
    ]
    for together in (page_parts.core() - {"first.js"}, *later):
        modules: dict[str, list[str]] = {}
        for module in sorted(together):
            for name in declared.findall((WEB / module).read_text(encoding="utf-8")):
                modules.setdefault(name, []).append(module)
        assert len(modules) > 10
        assert {name: those for name, those in modules.items() if len(those) > 1} == {}


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_every_import_is_of_a_file_that_is_there(path: Path) -> None:
    assert [name for name in imports_of(path) if not (WEB / name).exists()] == []


def test_the_state_knows_neither_the_page_nor_the_connection() -> None:
    pure = [path for path in SCRIPTS if name_of(path).startswith("state/")]
    assert len(pure) > 5
    assert {name for path in pure for name in imports_of(path) if not name.startswith("state/")} == set()
    own = (
        r"\b(?:document|window|navigator|location|localStorage|sessionStorage|WebSocket|fetch|HTML\w*)\b[.(]"
    )
    assert [path.name for path in pure if re.search(own, path.read_text(encoding="utf-8"))] == []


def test_the_connection_and_the_state_know_no_view() -> None:
    below = [path for path in SCRIPTS if not re.match(r"view/|main\.js$", name_of(path))]
    assert [path.name for path in below if any(name.startswith("view/") for name in imports_of(path))] == []


WINGS = (
    *("state/words", "state/chat", "state/log", "state/typed", "state/session", "connection"),
    *("view/page", "view/log", "view/composer", "view/status", "view/side", "view/dialogs"),
)
"""A wing may know those before it, and never one behind it (docs/architecture.md)."""


def test_no_wing_knows_one_above_it() -> None:
    wings = {path: path.rpartition("/")[0] for path in map(name_of, SCRIPTS) if "/" in path}
    assert set(wings.values()) == set(WINGS)
    upwards = [
        (path, other)
        for path, wing in wings.items()
        for other in page_parts.imports(path)
        if "/" in other and WINGS.index(wings[other]) > WINGS.index(wing)
    ]
    assert upwards == []


@pytest.mark.parametrize("root", [WEB, WEB.parent.parent / "tests" / "web"], ids=["page", "tests"])
def test_no_folder_has_more_files_than_one_sees_at_a_glance(root: Path) -> None:
    files = [path for path in root.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    listed = [path.parent for path in files if path.suffix != ".pyc"]
    assert {folder for folder in listed if listed.count(folder) > 14} == set()


def test_each_wing_of_the_page_has_its_line_in_the_architecture() -> None:
    told = (WEB.parent.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [wing for wing in WINGS if f"| `{wing}/` |" not in told] == []
