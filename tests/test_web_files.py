"""What the house rules say of the browser client's files."""

import os
import re
from pathlib import Path

import pytest

from besedka.server.site import our_site

WEB = Path(__file__).resolve().parent.parent / "besedka" / "web"
SOURCES = sorted(path for path in WEB.rglob("*") if path.suffix in (".css", ".html", ".js", ".svg", ".ts"))
SCRIPTS = [path for path in SOURCES if path.suffix == ".js"]


def name_of(path: Path) -> str:
    return path.relative_to(WEB).as_posix()


def imports_of(path: Path) -> list[str]:
    """The files that a script imports, as `name_of` names them; those that only a type comes from do not count."""
    pattern = r"""^(?:import|export)\b[^;]*?["'](\.\.?/[^"']+)["']"""
    found = re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    return [os.path.relpath(path.parent / name, WEB).replace(os.sep, "/") for name in found]


def test_a_first_visit_loads_less_than_sixty_four_kibibytes() -> None:
    """Everything counts, gzipped where that is shorter; but of the languages only the largest, since nobody loads two.

    The icon of iOS is asked for by who puts the page on a home screen, and by no visit.
    """
    weights = {path: len((resource.gzipped or resource.plain).data) for path, resource in our_site().items()}
    del weights["/apple-touch-icon.png"]
    texts = [weight for path, weight in weights.items() if path.endswith(".json")]
    assert sum(weights.values()) - sum(texts) + max(texts) < 64 * 1024, weights


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


def test_the_page_names_every_module_so_that_none_is_asked_for_late() -> None:
    page = (WEB / "index.html").read_text(encoding="utf-8")
    named = re.findall(r"\{\{assets\}\}/([\w/-]+\.js)", page)
    assert sorted(named) == sorted(name for name in map(name_of, SCRIPTS) if name != "worker.js")
    first = (WEB / "first.js").read_text(encoding="utf-8")
    assert not re.search(r"^(?:import|export)\b(?!\()", first, re.MULTILINE)


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_every_import_is_of_a_file_that_is_there(path: Path) -> None:
    assert [name for name in imports_of(path) if not (WEB / name).exists()] == []


def test_the_state_knows_neither_the_page_nor_the_connection() -> None:
    pure = [path for path in SCRIPTS if path.parent.name == "state"]
    assert len(pure) > 5
    assert {name for path in pure for name in imports_of(path) if not name.startswith("state/")} == set()
    own = (
        r"\b(?:document|window|navigator|location|localStorage|sessionStorage|WebSocket|fetch|HTML\w*)\b[.(]"
    )
    assert [path.name for path in pure if re.search(own, path.read_text(encoding="utf-8"))] == []


def test_the_connection_and_the_state_know_no_view() -> None:
    below = [path for path in SCRIPTS if path.parent.name != "view" and path.name != "main.js"]
    assert [path.name for path in below if any(name.startswith("view/") for name in imports_of(path))] == []
