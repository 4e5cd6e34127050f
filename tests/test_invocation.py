"""How our programs say that they are started: by what works where the user stands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from besedka import invocation
from besedka.invocation import Invocation, find_invocation, install_command

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a Python in its `bin`, that is on no PATH, and nothing else on the PATH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3.99").symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python3.99"))
    monkeypatch.setattr(sys, "orig_argv", ["python3.99"])
    monkeypatch.setattr(sys, "argv", ["-c"])
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def add(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n", encoding="utf-8")


def started(monkeypatch: pytest.MonkeyPatch, program: str, script: str | None = None) -> Invocation:
    monkeypatch.setattr(sys, "argv", [program])
    return find_invocation(script)


def test_a_python_on_the_path_is_called_by_the_name_that_was_typed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(folder / "bin"))
    assert find_invocation().part("chat") == "python3.99 -m besedka chat"
    assert find_invocation().part_elsewhere("chat") == "python3 -m besedka chat"


def test_a_python_that_no_name_leads_to_is_called_by_its_path(folder: Path) -> None:
    assert find_invocation().program == f"{folder}/bin/python3.99 -m besedka"


def test_a_name_that_leads_to_another_python_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "python3.99").symlink_to(shutil.which("sh", path=os.defpath) or "")
    monkeypatch.setenv("PATH", str(folder / "other"))
    assert find_invocation().program == f"{folder}/bin/python3.99 -m besedka"


def test_the_python_that_an_environment_was_made_of_is_another_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "base").mkdir()
    (folder / "base" / "python3.99").symlink_to(folder / "bin" / "python3.99")
    monkeypatch.setenv("PATH", str(folder / "base"))
    assert find_invocation().program == f"{folder}/bin/python3.99 -m besedka"


@pytest.mark.parametrize(
    ("typed", "client"),
    [
        ("server_init.py", "client_init.py"),
        ("a/server_init.py", "a/client_init.py"),
        ("./server_init.py", "client_init.py"),
    ],
)
def test_the_other_script_is_beside_the_one_that_was_typed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, typed: str, client: str
) -> None:
    add(folder, typed, client)
    found = started(monkeypatch, typed, "server_init.py")
    assert found.part("chat") == f"{sys.executable} {client}"
    assert found.part("serve").startswith(f"{sys.executable} ")
    assert found.part_elsewhere("chat") == "python3 client_init.py"


def test_a_link_leads_to_the_script_beside_the_real_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, "srv/server_init.py", "srv/client_init.py")
    (folder / "chatd").symlink_to(folder / "srv" / "server_init.py")
    found = started(monkeypatch, "chatd", "server_init.py")
    assert found.part("serve") == f"{sys.executable} chatd"
    assert found.part("chat") == f"{sys.executable} {folder.resolve()}/srv/client_init.py"


def test_blanks_are_quoted_for_the_shell(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(folder, "my chat/server_init.py", "my chat/client_init.py")
    found = started(monkeypatch, "my chat/server_init.py", "server_init.py")
    assert found.part("chat") == f"{sys.executable} 'my chat/client_init.py'"


def test_on_windows_they_are_quoted_for_its_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    assert invocation._quoted("py", "my chat") == 'py "my chat"'


def test_an_installed_command_has_its_name_where_the_path_leads_to_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, "env/besedka")
    (folder / "env" / "besedka").chmod(0o755)
    command = str(folder / "env" / "besedka")
    assert started(monkeypatch, command).part("chat") == f"{command} chat"
    assert started(monkeypatch, command).part_elsewhere("chat") == "besedka chat"
    monkeypatch.setenv("PATH", str(folder / "env"))
    assert started(monkeypatch, command).part("chat") == "besedka chat"


def test_an_archive_is_given_to_a_python(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(folder, "besedka.pyz")
    assert started(monkeypatch, "besedka.pyz").part("chat") == f"{sys.executable} besedka.pyz chat"
    assert started(monkeypatch, "besedka.pyz").part_elsewhere("chat") == "python3 besedka.pyz chat"


def test_an_archive_that_may_be_executed_is_given_to_this_python_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, "besedka.pyz")
    (folder / "besedka.pyz").chmod(0o755)
    monkeypatch.setattr(invocation, "__file__", str(folder / "besedka.pyz" / "besedka" / "invocation.py"))
    assert started(monkeypatch, "./besedka.pyz").part("chat") == f"{sys.executable} ./besedka.pyz chat"


@pytest.mark.parametrize("words", [("server_init.py",), ("-m", "besedka", "serve"), ("-m", "besedka")])
def test_the_command_that_help_names_is_one_that_works(words: tuple[str, ...]) -> None:
    wide = {**os.environ, "COLUMNS": "1000"}  # a long path would wrap the line that names the command

    def told(command: list[str]) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=wide, capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout

    asked = told([sys.executable, *words, "--help"])
    named = asked.removeprefix("usage: ").partition(" [")[0].partition(" serve |")[0]
    assert told(["sh", "-c", f"{named} --help"]) == asked


def test_a_python_that_does_not_know_where_it_is_has_the_common_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "")
    assert find_invocation().part("chat") == "python3 -m besedka chat"


def test_an_extra_is_installed_from_the_copy_of_the_repository_that_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = str(folder / "bin" / "python3.99")
    assert install_command("weather") == f"{python} -m pip install '{ROOT}[weather]'"
    monkeypatch.chdir(ROOT)
    assert install_command("weather") == f"{python} -m pip install '.[weather]'"


def test_an_extra_of_an_installed_package_is_installed_by_the_packages_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, "site-packages/besedka-1.0.dist-info/METADATA")
    monkeypatch.setattr(invocation, "__file__", str(folder / "site-packages" / "besedka" / "invocation.py"))
    monkeypatch.setenv("PATH", str(folder / "bin"))
    assert install_command("weather") == "python3.99 -m pip install 'besedka[weather]'"


def test_an_archive_names_no_package_that_a_registry_would_be_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, "besedka.pyz")
    monkeypatch.setattr(invocation, "__file__", str(folder / "besedka.pyz" / "besedka" / "invocation.py"))
    monkeypatch.setenv("PATH", str(folder / "bin"))
    assert install_command("weather") == "python3.99 -m pip install '.[weather]'"
