import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from besedka.load.checks.conditions import DEFAULTS
from besedka.load.options import LoadOptions, read_options
from besedka.load.scenario.scenario import SMOKE, Scenario

ENGLISH = {"LANG": "en_US.UTF-8"}


def read(*argv: str, environ: Mapping[str, str] = ENGLISH) -> LoadOptions:
    return read_options(argv, environ, "besedka load")


def test_without_anything_the_defaults_are_taken() -> None:
    options = read()
    assert options.scenario == Scenario()
    assert (options.address, options.json, options.html) == ("127.0.0.1:8765", "", "")
    assert not options.smoke
    assert not options.allowed
    assert [condition.text for condition in options.conditions] == list(DEFAULTS)


def test_everything_can_be_said() -> None:
    words = (
        "h:1 --users 1000 --senders 20 --rate 0.5 --window 7 --duration 10m --ramp 1.5s --payload 64 "
        "--mix send=1,rename=2 --churn 20% --processes 2 --seed 9 --dialect plain "
        "--json a --html b --server-pid 5 --lang ru --i-may-load-this-host --fail-if p99>1s --fail-if lost>0"
    )
    options = read(*words.split())
    assert options.scenario == Scenario(
        1000, 20, 0.5, 7, 600.0, 1.5, 64, {"send": 1, "rename": 2}, 0.2, 2, 9, "plain"
    )
    assert (options.address, options.json, options.html, options.server_pid) == ("h:1", "a", "b", 5)
    assert options.allowed
    assert options.words.code == "ru"
    assert [condition.text for condition in options.conditions] == ["p99>1s", "lost>0"]


def test_smoke_is_a_scenario_of_which_everything_can_be_changed() -> None:
    assert read("--smoke").scenario == SMOKE
    assert read("--smoke", "--duration", "1").scenario.duration == 1


def test_posters_say_something_to_everybody_and_nothing_else() -> None:
    scenario = read("--smoke", "--posters", "4", "--closed").scenario
    assert (scenario.posters, scenario.senders, scenario.mix, scenario.churn) == (4, 4, {"send": 1}, 0.0)
    assert read("--reconnect").scenario.reconnect


def test_the_environment_says_what_the_command_line_leaves_out() -> None:
    options = read(
        environ={**ENGLISH, "BESEDKA_LOAD_URL": "h:2", "BESEDKA_USERS": "40", "BESEDKA_CHURN": "0.5"}
    )
    assert (options.address, options.scenario.users, options.scenario.senders) == ("h:2", 40, 4)
    assert options.scenario.churn == 0.5


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--users", "0"], "not a whole number from 1"),
        (["--rate", "0"], "“0” is not a number from 0.01 to 1e+06"),
        (["--rate", "5s"], "“5s” is not a number"),
        (["--duration", "2d"], "not a time from 0 to 86400 seconds"),
        (["--duration", "25h"], "not a time"),
        (["--churn", "120%"], "not a share"),
        (["--mix", "sned=1"], "Did you mean “send”?"),
        (["--mix", "send=x"], "“send=x” is not part of a mix"),
        (["--mix", "send=1,send=2"], "once"),
        (["--mix", "send=0"], "All weights are zero"),
        (["--payload", "5"], "not a whole number from 48"),
        (["--fail-if", "p99>250"], "has the wrong unit; it can be: us, ms, s"),
        (["--fail-if", "lots>0"], "Did you mean “lost”?"),
        (["--fail-if", "zzzzzzz>0"], "names no known figure."),
        (["--fail-if", "lost"], "is not a condition"),
        (["--senders", "95", "--churn", "0.1"], "Of 100 users only 90 stay"),
        (["--users", "1"], "Private messages need two users"),
        (["--dialect", "irc"], "not one of: json, plain"),
        (["--json", ""], "--json: The value is empty."),
        (["--html="], "--html: The value is empty."),
        (["--closed"], "--closed needs --posters"),
        (["--posters", "4"], "--posters goes with --closed"),
        (["--posters", "4", "--closed", "--rate", "7"], "--closed does not go with --rate"),
        (["--posters", "4", "--closed", "--churn", "0.1"], "--closed does not go with --churn"),
        (["--posters", "4", "--closed", "--senders", "4"], "--closed does not go with --senders"),
        (["--posters", "4", "--closed", "--processes", "2"], "one process has to see"),
        (["--posters", "101", "--closed"], "101 senders are too many"),
        (["--reconnect", "--dialect", "plain"], "--reconnect goes with --dialect json"),
        (["--seeds", "4"], "Did you mean “--seed”?"),
    ],
)
def test_a_mistake_is_one_sentence(argv: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        read(*argv)
    assert caught.value.code == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert said in complaint


def test_help_is_shown_with_all_options_and_needs_no_asyncio() -> None:
    program = (
        "import sys\nfrom besedka.load.main import main\n"
        "try: main(['--help'], program='besedka load')\nexcept SystemExit: print('asyncio' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "False"
    assert [
        word
        for word in ("--fail-if", "--churn", "--smoke", "--i-may-load-this-host")
        if word not in done.stdout
    ] == []
