"""`python -m besedka bot`, as far as it needs no chat."""

import argparse
import errno
import subprocess
import sys
from pathlib import Path

import pytest
from bot_bench import Parrot

from besedka import bots
from besedka.bots import Bot, run
from besedka.bots.main import KnownBot, main
from besedka.bots.options import read_options
from besedka.dialects.command_line import CommandLine, Option
from besedka.invocation import install_command
from besedka.known_bots import KNOWN_BOTS
from besedka.standard_streams import OutputLost

ROOT = Path(__file__).resolve().parents[2]


def _absent() -> type[Bot]:
    raise ModuleNotFoundError("No module named 'sky'", name="sky")


KNOWN = {"parrot": KnownBot(lambda: Parrot), "sky": KnownBot(_absent, extra="weather")}
LISTING = f"""usage: besedka bot NAME [ADDRESS] [options]

  parrot  Repeats what you say.
  sky     This bot needs the extra besedka[weather] (there is no module sky): {install_command("weather")}

`besedka bot NAME --help` shows the options of a bot.
"""


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LANGUAGE", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


def started(*argv: str) -> int:
    return main(argv, KNOWN, program="besedka bot")


@pytest.mark.parametrize("argv", [(), ("--help",), ("-h",)])
def test_the_bots_are_listed_with_their_sentences(
    argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert started(*argv) == 0
    assert capsys.readouterr().out == LISTING


def test_the_list_is_in_the_language_that_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (("--lang", "ru"), ("--lang=ru",)):
        assert started(*argv) == 0
        assert "Повторяет за вами." in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv", [("--lang", "ru", "parrot"), ("--lang=ru", "parrot"), ("--language", "ru", "x")]
)
def test_a_bot_behind_the_language_is_no_request_for_the_list(
    argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert started(*argv) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "--lang" in captured.err.partition("\n")[0]


def test_a_mistyped_bot_is_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert started("parot") == 2
    assert capsys.readouterr().err == f"There is no bot “parot”. Did you mean “parrot”?\n\n{LISTING}"
    assert started("xyzzy\x1b") == 2
    assert capsys.readouterr().err.startswith("There is no bot “xyzzy”.\n")


def test_a_missing_extra_is_named_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert started("sky", "127.0.0.1:1") == 2
    assert capsys.readouterr().err == (
        "sky: This bot needs the extra besedka[weather] (there is no module sky): "
        f"{install_command('weather')}\n"
    )


class _Writer(Bot):
    """Cannot be made: nothing can be written to what an option names."""

    error = OSError(errno.EROFS, "read-only", "there\x1b")

    @classmethod
    def from_options(cls, options: argparse.Namespace) -> Bot:
        raise cls.error


def test_a_folder_that_a_bot_cannot_use_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    known = {"writer": KnownBot(lambda: _Writer)}
    assert main(["writer"], known, program="besedka bot") == 2
    assert capsys.readouterr().err == "there cannot be used: Read-only file system.\n"
    assert main(["writer", "--lang", "ru"], known, program="besedka bot") == 2
    assert (
        capsys.readouterr().err
        == "there: использовать не удалось — файловая система доступна только для чтения.\n"
    )


def test_an_error_of_the_system_that_names_no_file_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Writer, "error", OSError(errno.EIO, "broken"))
    with pytest.raises(OSError, match="broken"):
        main(["writer"], {"writer": KnownBot(lambda: _Writer)}, program="besedka bot")


def test_a_module_that_is_missing_without_an_extra_is_a_bug_and_no_sentence() -> None:
    for argv in (["sky"], []):
        with pytest.raises(ModuleNotFoundError):
            main(argv, {"sky": KnownBot(_absent)}, program="besedka bot")


@pytest.mark.parametrize(
    ("argv", "complaint"),
    [
        (["--name", "a b"], "--name: “a b” cannot be a name in a chat."),
        (["--name", "-x"], "--name"),
        (["ftp://h"], "“ftp://h” is not the address of a chat."),
        (["--nmae", "x"], "There is no option “--nmae”. Did you mean “--name”?"),
        (["h", "k"], "“k” is one word too many."),
        (["--lang", "de"], "--lang"),
        (["--log-level", "loud"], "--log-level"),
    ],
)
def test_a_bad_option_is_explained_with_exit_code_2(
    argv: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        started("parrot", *argv)
    assert ended.value.code == 2
    assert complaint in capsys.readouterr().err


def test_the_help_of_a_bot_says_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(Parrot, ["--help", "--lang", "ru"])
    assert ended.value.code == 0
    assert "Повторяет за вами." in capsys.readouterr().out


def test_a_help_that_nobody_can_read_is_a_failure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object) -> int:
        raise OutputLost(OSError(errno.ENOSPC, "full"))

    monkeypatch.setattr("besedka.bots.main._run", lose)
    with pytest.raises(SystemExit) as ended:
        run(Parrot, ["--help"])
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("The output could not be written: ")


def test_the_name_is_the_option_s_else_the_address_s_else_the_bot_s() -> None:
    def name(*argv: str, **environ: str) -> str:
        return read_options(Parrot, argv, environ, "bot").name

    assert name() == "parrot"
    assert name("ws://h/?name=polly") == "polly"
    assert name("ws://h/?name=polly", "--name", "eve") == "eve"
    assert name(BESEDKA_BOT_NAME="eva") == "eva"
    assert name(BESEDKA_NAME="ann") == "parrot"  # a person's


def test_a_bot_may_have_options_of_its_own() -> None:
    class Counting(Parrot):
        @classmethod
        def add_options(cls, line: CommandLine) -> None:
            line.add_option(Option("--times", "how often", "N", "3"))

        @classmethod
        def from_options(cls, options: argparse.Namespace) -> Bot:
            made = cls()
            made.times = options.times  # type: ignore[attr-defined]
            return made

    options = read_options(Counting, ["--times", "5"], {}, "bot")
    assert Counting.from_options(options.given).times == "5"  # type: ignore[attr-defined]
    assert isinstance(Parrot.from_options(options.given), Parrot)


def test_the_bots_that_come_with_it_are_known_by_the_names_they_have() -> None:
    assert set(KNOWN_BOTS) == {"dice", "weather"}
    assert KNOWN_BOTS["dice"].load().name == "dice"


def test_the_package_offers_what_it_names_and_nothing_else() -> None:
    for name in bots.__all__:
        assert getattr(bots, name) is not None
    with pytest.raises(AttributeError):
        _ = bots.nothing


@pytest.mark.parametrize(
    "argv", [["serve", "--help"], ["chat", "--help"], ["bot"], ["bot", "dice", "--help"]]
)
def test_nobody_pays_for_a_part_that_was_not_asked_for(argv: list[str]) -> None:
    program = (
        f"import sys, besedka.__main__ as m\ntry: m.main({argv!r})\nexcept SystemExit: pass\n"
        "print(*(name for name in sys.modules if name.startswith('besedka.') or name == 'asyncio'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = done.stdout.splitlines()[-1].split()
    if argv[0] == "bot":
        assert "asyncio" not in loaded
        assert not any(name.startswith("besedka.server") for name in loaded)
    else:
        assert not any(
            name.startswith(("besedka.bots", "besedka.known_bots", "besedka.weather")) for name in loaded
        )


def test_neither_the_package_nor_the_server_nor_the_client_knows_a_bot() -> None:
    program = (
        "import sys, besedka, besedka.server.server, besedka.client.public, besedka.client.terminal.modes\n"
        "print(*(name for name in sys.modules if name.startswith('besedka.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    strangers = ("besedka.bots", "besedka.known_bots", "besedka.weather")
    assert [name for name in done.stdout.split() if name.startswith(strangers)] == []
