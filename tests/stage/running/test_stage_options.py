"""The command line of the stand, and what is missing for one."""

import subprocess
import sys
from pathlib import Path

import pytest

from besedka.stage import main as program
from besedka.stage.main import main
from besedka.stage.options import StageOptions, read_options

ENGLISH = {"LANG": "en_US.UTF-8"}
NAME = "besedka stage"


def read(line: str) -> StageOptions:
    return read_options(line.split(), ENGLISH, NAME)


def test_a_verb_takes_its_words_wherever_options_stand() -> None:
    for line in ("run smoke --set a.b=1 --set c=2 --runs r", "--runs r run --set a.b=1 smoke --set=c=2"):
        options = read(line)
        assert (options.verb, options.rest) == ("run", ("smoke",))
        assert (options.runs, options.overrides) == (Path("r"), ("a.b=1", "c=2"))


def test_without_options_the_defaults_are_taken() -> None:
    options = read("logs")
    assert (options.verb, options.rest, options.runs) == ("logs", (), Path("stage-runs"))
    assert (options.overrides, options.html, options.follow, options.lines) == ((), "", False, 20)
    assert read("logs -f node-1 --lines 3").rest == ("node-1",)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Say what to do: run, up, status, logs, load, fault, report, compare, down."),
        ("raise", "There is no command “raise”."),
        ("statsu", "There is no command “statsu”. Did you mean “status”?"),
        ("run", "It is written so: besedka stage run PROFILE"),
        ("down now", "It is written so: besedka stage down"),
        ("fault kil node-1", "“kil” is not one of: kill, freeze, restart, cut, slow. Did you mean “kill”?"),
        ("fault cut node-1 soon", "“soon” is not a whole number from 1 to 3600."),
        ("fault kill node-1 5", "kill takes no seconds: it is over when the service is ready again."),
        ("run smoke --set users", "--set: “users” is not a change such as load.users=50."),
        ("report --html page.html", "report takes no --html; it goes with: compare."),
        ("--html=page.html run smoke", "run takes no --html; it goes with: compare."),
        ("report -f", "report takes no -f; it goes with: logs."),
        ("up --follow", "up takes no --follow; it goes with: logs."),
        ("status --lines 3", "status takes no --lines; it goes with: logs."),
        ("fault cut node-1 --set nodes=1", "fault takes no --set; it goes with: run, up, load."),
        ("compare a b --set seed=2", "compare takes no --set; it goes with: run, up, load."),
        ("down --runs r", "down takes no --runs; it goes with: run, up, logs, report, compare."),
        ("run smoke --rusn x", "There is no option “--rusn”. Did you mean “--runs”?"),
    ],
)
def test_what_is_wrong_is_one_sentence(line: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read(line)
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"{sentence} `besedka stage --help` shows the options.\n"


def test_an_option_goes_with_its_verbs_and_a_variable_with_all() -> None:
    for line in (
        "run x --runs r --set a.b=1",
        "up --runs r --set a.b=1",
        "load x --set a.b=1",
        "report --runs r",
    ):
        assert read(line).verb == line.split()[0]
    assert read("compare a b --runs r --html x").html == "x"
    assert read("logs --runs r --lines 1 --follow").follow
    variables = {"BESEDKA_STAGE_RUNS": "r", "BESEDKA_STAGE_HTML": "x", "BESEDKA_STAGE_SET": "a.b=1"}
    assert read_options(["status", "--lang", "en"], variables, NAME).runs == Path("r")


def test_behind_two_dashes_all_are_words() -> None:
    options = read("--runs r -- run smoke")
    assert (options.verb, options.rest, options.runs) == ("run", ("smoke",), Path("r"))


def test_the_help_lists_every_verb_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for language, opening in (("en", "usage: besedka stage VERB"), ("ru", "besedka stage КОМАНДА")):
        with pytest.raises(SystemExit) as ended:
            read(f"--help --lang {language}")
        assert ended.value.code == 0
        text = capsys.readouterr().out
        assert opening in text
        assert "  fault VERB SERVICE [SECONDS]  " in text


@pytest.mark.parametrize(("language", "heading"), [("en", "options"), ("ru", "параметры")])
def test_the_help_has_all_options_under_one_heading(
    language: str, heading: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        read(f"--help --lang {language}")
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.endswith(":") and line[0] != " "] == [f"{heading}:"]
    assert any("-f, --follow" in line for line in lines[lines.index(f"{heading}:") :])


def test_without_the_extra_one_sentence_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "find_spec", lambda _: None)
    assert main(["status", "--lang", "en"], program=NAME) == 2
    said = capsys.readouterr().err
    assert said.startswith("The stand needs the extra besedka[stage] (there is no module supervisor): ")
    assert "[stage]" in said.rpartition("pip install ")[2]
    assert said.count("\n") == 1


def test_elsewhere_than_on_linux_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert main(["status", "--lang", "en"], program=NAME) == 2
    assert capsys.readouterr().err == "The stand needs Linux.\n"


def test_a_profile_that_is_wrong_is_told_before_anything_is_started(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "besedka",
            "stage",
            "run",
            "smok",
            "--lang",
            "en",
            "--runs",
            str(tmp_path / "runs"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 2
    assert done.stderr.startswith("There is no profile “smok”;")
    assert done.stderr.endswith("Did you mean “smoke”?\n")
    assert not (tmp_path / "runs").exists()


def test_the_help_needs_neither_asyncio_nor_the_extra() -> None:
    code = (
        "import sys\nfrom besedka.stage.main import main\n"
        "try: main(['--help'], program='x')\nexcept SystemExit: pass\n"
        "print([name for name in ('asyncio', 'supervisor', 'trustme') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
