"""What the house rules say of the structure, as far as import-linter cannot see it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from besedka.wire.websocket.transitions import diagram

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "besedka").rglob("*.py"))
EXTRAS = {"uvloop"}
WEATHER = {"cdsapi", "eccodes", "httpx", "numpy", "platformdirs", "requests"}
"""What `besedka[weather]` brings, which nothing but `besedka/weather/` may import."""
STAGE = {"supervisor", "trustme"}
"""What `besedka[stage]` brings, which nothing but `besedka/stage/` may import."""

DATA = re.compile(
    r"from importlib\.(resources import files|abc import Traversable|util import find_spec)$", re.MULTILINE
)
"""These import nothing of ours: they read files inside the package, and see whether an extra is installed."""

GENERATED = {"_name_tables.py"}


class AtRunTime(ast.NodeTransformer):
    """Leaves out what only type checkers read."""

    def visit_If(self, node: ast.If) -> ast.AST:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = [ast.Pass()]
        return self.generic_visit(node)


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(AtRunTime().visit(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def test_the_core_imports_nothing_but_the_standard_library_itself_and_the_named_extras() -> None:
    core = set(sys.stdlib_module_names) | {"besedka"} | EXTRAS
    extras = {ROOT / "besedka" / "weather": WEATHER, ROOT / "besedka" / "stage": STAGE}
    strangers = {
        path.name: imported(path).difference(core, *(extras.get(folder, ()) for folder in path.parents))
        for path in SOURCES
    }
    assert {name: modules for name, modules in strangers.items() if modules} == {}


@pytest.mark.parametrize("trick", ["__import__", "importlib", "exec(", "eval("])
def test_nothing_is_imported_by_a_trick(trick: str) -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in SOURCES}
    assert [name for name, source in sources.items() if trick in DATA.sub("", source)] == []


def test_no_sentence_hides_in_an_f_string_where_the_extraction_cannot_see_it() -> None:
    hidden = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for node in ast.walk(string)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("text", "plural")
        and any(isinstance(argument, ast.Constant) for argument in node.args)
    ]
    assert hidden == []


def test_nothing_waits_in_a_way_that_may_swallow_a_cancellation() -> None:
    # `asyncio.wait_for` does until Python 3.12; `besedka.deadline.within` does not.
    users = {path.name for path in SOURCES if "asyncio.wait_for(" in path.read_text(encoding="utf-8")}
    assert users == set()


def test_no_file_passes_three_hundred_lines() -> None:
    long = {
        path.name: count
        for path in SOURCES
        if path.name not in GENERATED and (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_no_function_passes_forty_lines() -> None:
    long = [
        f"{path.name}:{node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []


def test_help_of_the_client_does_not_import_asyncio() -> None:
    program = (
        "import sys, runpy; sys.argv = ['client_init.py', '--help']\n"
        "try: runpy.run_path('client_init.py', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print('asyncio' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"


def test_the_picture_of_the_websocket_states_is_generated_from_the_table() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- websocket-states -->\n```mermaid\n(.*?)```", text, re.DOTALL)
    assert found is not None
    assert found[1] == diagram()
