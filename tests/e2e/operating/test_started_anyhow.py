"""Started from anywhere, by any Python, out of an archive: it is the same program."""

import ast
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from e2e_harness import PATIENCE, ROOT, environment

from besedka import __version__

NOTHING: Mapping[str, str] = {}
SCRIPTS = ["server_init.py", "client_init.py"]
FOR_EVERY_PYTHON = [*SCRIPTS, "besedka/__init__.py", "besedka/__main__.py"]
SAFE = [["-I"], ["-I", "-S"], *([["-P"]] if sys.version_info >= (3, 11) else [])]


def run(
    *words: object, cwd: Path = ROOT, environ: Mapping[str, str] = NOTHING
) -> subprocess.CompletedProcess[str]:
    """A Python, with these words behind it."""
    return subprocess.run(
        [sys.executable, *map(str, words)],
        check=False,
        cwd=cwd,
        env=environment(**environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zipapp, made as the page says."""
    folder = tmp_path_factory.mktemp("zip app")
    shutil.copytree(ROOT / "besedka", folder / "besedka", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(sys.executable)
    page = (ROOT / "docs" / "starting.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- zipapp -->\n```sh\n(.*?)```", page, re.DOTALL)
    assert found is not None
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["sh", "-e", "-c", found[1]], cwd=folder, env=environment(PATH=path), check=True)
    shutil.rmtree(folder / "besedka")
    shutil.rmtree(folder / "build")
    return folder / "besedka.pyz"


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - our own server
        text: str = answer.read().decode()
        return text


@contextmanager
def serving(archive: Path, **environ: str) -> Iterator[str]:
    """A server out of the archive; its banner."""
    server = subprocess.Popen(
        [sys.executable, archive.name, "serve", "--port", "0"],
        cwd=archive.parent,
        env=environment(**environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    with server:
        try:
            yield "".join(server.stdout.readline() for _ in range(4) if server.stdout)
        finally:
            server.terminate()
        assert server.wait(PATIENCE) == 0


@pytest.mark.parametrize("flags", SAFE, ids=" ".join)
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_finds_the_package_beside_it_whatever_python_may_look_at(
    flags: list[str], script: str, tmp_path: Path
) -> None:
    (tmp_path / "besedka.py").write_text("raise SystemExit('not ours')", encoding="utf-8")
    (tmp_path / "link.py").symlink_to(ROOT / script)
    for words in ([ROOT / script], ["link.py"], [os.path.relpath(ROOT / script, tmp_path)]):
        assert run(*flags, *words, "--version", cwd=tmp_path).stdout == f"besedka {__version__}\n"
    assert run(*flags, script, "--version").stdout == f"besedka {__version__}\n"


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_safe_path_keeps_no_script_from_starting(script: str) -> None:
    assert run(script, "--version", environ={"PYTHONSAFEPATH": "1"}).stdout == f"besedka {__version__}\n"


@pytest.mark.parametrize(
    "words", [[], ["serve"], ["chat"], ["load"]], ids=lambda words: words[0] if words else "besedka"
)
def test_every_part_says_its_version(words: list[str]) -> None:
    said = run("-m", "besedka", *words, "--version")
    assert (said.returncode, said.stdout, said.stderr) == (0, f"besedka {__version__}\n", "")


STRANGE = {
    "BESEDKA_PORT": "x",
    "BESEDKA_HOST": " ",
    "BESEDKA_LANG": "x",
    "BESEDKA_URL": "?",
    "BESEDKA_USERS": "x",
    "BESEDKA_LOAD_URL": "?",
    "COLUMNS": "1",
    "NO_COLOR": "x",
    "LANG": "xx_XX.none",
    "LANGUAGE": ":,;",
    "TERM": "",
}


@pytest.mark.parametrize("option", ["--help", "--version"])
@pytest.mark.parametrize("part", ["serve", "chat", "load"])
def test_help_and_version_work_in_every_environment(part: str, option: str) -> None:
    said = run("-m", "besedka", part, option, environ=STRANGE)
    assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize(
    "extra",
    [
        {"LANG": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LANG": "ru_RU.UTF-8"},
        {"HOME": ""},
        {"BESEDKA_PORT": "tcp://10.96.0.12:8765", "BESEDKA_SERVICE_HOST": "10.96.0.12"},
    ],
    ids=str,
)
def test_a_server_starts_in_every_environment(extra: dict[str, str]) -> None:
    said = run(ROOT / "client_init.py", "127.0.0.1:1", environ=extra)
    assert said.returncode == 1
    assert said.stderr.count("\n") == 1
    with subprocess.Popen(
        [sys.executable, "server_init.py", "--port", "0"],
        cwd=ROOT,
        env=environment(**extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        assert server.stdout is not None
        assert b"ws://127.0.0.1:" in server.stdout.readline()
        server.terminate()
        assert server.wait(PATIENCE) == 0


def test_an_empty_host_opens_nothing() -> None:
    said = run("server_init.py", "--host", "", "--port", "0")
    assert said.returncode == 2
    assert said.stderr.startswith("--host: The value is empty.")


def test_an_archive_serves_its_page_and_speaks_its_languages(archive: Path) -> None:
    with serving(archive, LANG="ru_RU.UTF-8") as banner:
        assert "Беседка" in banner
        assert "besedka.pyz chat 127.0.0.1:" in banner
        found = re.search(r"http://127.0.0.1:\d+/", banner)
        assert found is not None
        folder = re.search(r"web-\w+/", fetch(found[0]))
        assert folder is not None
        for name in ("main.js", "texts.ru.json"):
            assert fetch(found[0] + folder[0] + name)


def test_an_archive_starts_where_the_folder_is_gone(archive: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "import os, sys; os.rmdir(os.getcwd()); os.execv(sys.argv[1], sys.argv[1:])"
    said = run("-c", code, sys.executable, "-I", archive, "load", "--smoke", *LITTLE, cwd=gone)
    assert said.returncode == 0, said.stderr


LITTLE = ("--users", "12", "--duration", "0.5", "--ramp", "0", "--fail-if", "lost>0", "--lang", "en")


@pytest.mark.parametrize("flags", [[], ["-I"]], ids=["plain", "isolated"])
def test_an_archive_loads_with_processes_that_come_from_it(archive: Path, flags: list[str]) -> None:
    said = run(*flags, archive.name, "load", "--smoke", *LITTLE, cwd=archive.parent)
    assert said.returncode == 0, said.stderr


def test_an_archive_chats(archive: Path) -> None:
    said = run(archive.name, "chat", "http://127.0.0.1:1/", cwd=archive.parent)
    assert said.returncode == 1
    assert said.stderr.startswith("Nobody answers at 127.0.0.1:1.")


def test_an_archive_tells_a_mistake_by_its_exit_code(archive: Path) -> None:
    assert run(archive, "serve", "--port", "x").returncode == 2
    assert run(archive, "fly").returncode == 2
    assert run(archive, "--version").returncode == 0


@pytest.mark.parametrize("path", FOR_EVERY_PYTHON)
def test_a_python_that_is_too_old_can_read_what_it_starts_with(path: str) -> None:
    source = (ROOT / path).read_text("utf-8")
    assert source.isascii()
    ast.parse(source, feature_version=(3, 4))


def old_pythons() -> Iterator[str]:
    yield from filter(None, map(shutil.which, ("python2.7", *(f"python3.{minor}" for minor in range(10)))))
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for version in [*root.glob("versions/2.*"), *root.glob("versions/3.[0-9].*")]:
        yield str(version / "bin" / "python")


@pytest.mark.parametrize(
    "words", [*([script] for script in SCRIPTS), ["-m", "besedka"], ["ARCHIVE", "serve"]]
)
def test_a_python_that_is_too_old_gets_one_sentence(words: list[str], archive: Path) -> None:
    for python in old_pythons():
        ended = subprocess.run(
            [python, *(str(archive) if word == "ARCHIVE" else word for word in words)],
            cwd=ROOT,
            env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if "pyenv:" in ended.stderr:  # a shim of a version that is not switched on
            continue
        assert ended.returncode == 1, python
        assert "needs Python 3.10 or newer" in ended.stderr
        assert ended.stderr.count("\n") == 1
