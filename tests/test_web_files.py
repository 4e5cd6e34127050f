"""What the house rules say of the browser client's files."""

import re
from pathlib import Path

import pytest

from besedka.server.site import our_site

WEB = Path(__file__).resolve().parent.parent / "besedka" / "web"
SOURCES = sorted(path for path in WEB.iterdir() if path.suffix in (".css", ".html", ".js", ".svg", ".ts"))
SCRIPTS = [path for path in SOURCES if path.suffix == ".js"]


def test_a_first_visit_loads_less_than_a_hundred_kibibytes() -> None:
    """Everything counts, uncompressed; but of the languages only the largest, since nobody loads two."""
    weights = {path: len(resource.plain.data) for path, resource in our_site().items()}
    texts = [weight for path, weight in weights.items() if path.endswith(".json")]
    assert sum(weights.values()) - sum(texts) + max(texts) < 100 * 1024, weights


def test_no_file_passes_three_hundred_lines() -> None:
    long = {path.name: path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
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


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_file_names_another_host(path: Path) -> None:
    found = re.findall(r"(?:https?|wss?)://[\w.-]+", path.read_text(encoding="utf-8"))
    assert [address for address in found if address != "http://www.w3.org"] == []


def test_the_page_names_every_module_so_that_none_is_asked_for_late() -> None:
    page = (WEB / "index.html").read_text(encoding="utf-8")
    assert [path.name for path in SCRIPTS if path.name != "worker.js" and f"/{path.name}" not in page] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_import_is_of_a_file_that_is_there(path: Path) -> None:
    named = re.findall(
        r"""^(?:import|export)\b[^;]*?["'](\.[^"']+)["']""", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [name for name in named if not (WEB / name).exists()] == []
