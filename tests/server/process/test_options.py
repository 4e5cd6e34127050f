from collections.abc import Mapping
from typing import Any

import pytest

from besedka.dialects.command_line import find_language
from besedka.server.process.config import Config
from besedka.server.process.options import read_options

PROGRAM = "python server_init.py"


def read(*argv: str, environ: Mapping[str, str] | None = None) -> Config:
    environ = environ or {}
    return read_options(argv, environ, PROGRAM, find_language(argv, environ))


def test_without_options_the_defaults_hold() -> None:
    assert read() == Config()


CHOICES: list[tuple[str, str, str, Any]] = [
    ("--host", "0.0.0.0", "host", "0.0.0.0"),
    ("--host", "[::1]", "host", "::1"),
    ("--port", "0", "port", 0),
    ("--port", "65535", "port", 65535),
    ("--lang", "ru", "language", "ru"),
    ("--flood", "0", "flood", 0),
    ("--flood", "25", "flood", 25),
    ("--max-message", "1", "max_message", 1),
    ("--max-clients", "3", "max_clients", 3),
    ("--outbox", "64", "outbox", 65536),
    ("--outbox", "1048576", "total_outbox", 1 << 32),
    (
        "--origin",
        "http://A.example/, https://b.example",
        "origins",
        ("http://a.example", "https://b.example"),
    ),
    ("--journal", "chat.db", "journal", "chat.db"),
    ("--late", "0", "late", 0),
    ("--grace", "0", "grace", 0),
    ("--max-away", "0", "max_away", 0),
    ("--max-away-network", "5", "max_away_network", 5),
    ("--max-waiting", "1", "max_waiting", 1),
    ("--origin", "*", "origins", ("*",)),
    ("--metrics", "127.0.0.1:9165", "metrics", ("127.0.0.1", 9165)),
    ("--metrics", "[::1]:0", "metrics", ("::1", 0)),
    ("--metrics", "localhost:65535", "metrics", ("localhost", 65535)),
    ("--log-level", "debug", "log_level", "debug"),
]


@pytest.mark.parametrize(("flag", "value", "field", "meaning"), CHOICES)
def test_an_option_can_be_given_in_three_ways(flag: str, value: str, field: str, meaning: object) -> None:
    variable = "BESEDKA_" + flag[2:].upper().replace("-", "_")
    for config in (read(flag, value), read(f"{flag}={value}"), read(environ={variable: value})):
        assert getattr(config, field) == meaning


@pytest.mark.parametrize(
    "argv",
    [
        ["--metrics", "127.0.0.1:0", "--port", "0"],
        ["--metrics", "127.0.0.1:8765", "--host", "192.0.2.7"],
        ["--metrics", "127.0.0.1:8766"],
        ["--metrics", "localhost:8766"],
        ["--metrics", "[::1]:8765"],
        ["--metrics", "127.0.0.1:8765", "--host", "::"],
        ["--metrics", "nosuch.invalid:8765"],
        ["--port", "0"],
    ],
)
def test_the_metrics_may_have_any_address_but_the_chats(argv: list[str]) -> None:
    read(*argv)


def test_an_option_is_stronger_than_the_environment_and_an_empty_variable_says_nothing() -> None:
    assert read("--port", "5", environ={"BESEDKA_PORT": "6"}).port == 5
    assert read(environ={"BESEDKA_PORT": ""}).port == Config().port


KUBERNETES = {
    "BESEDKA_SERVICE_HOST": "10.96.0.12",
    "BESEDKA_SERVICE_PORT": "8765",
    "BESEDKA_PORT": "tcp://10.96.0.12:9999",
    "BESEDKA_PORT_9999_TCP": "tcp://10.96.0.12:9999",
    "BESEDKA_PORT_9999_TCP_ADDR": "10.96.0.12",
}


def test_what_kubernetes_says_of_a_service_of_our_name_is_not_meant_for_us() -> None:
    assert read(environ=KUBERNETES) == Config()
    assert read("--port", "5", environ=KUBERNETES).port == 5


@pytest.mark.parametrize(
    "given", ["tcp://10.96.0.12:8765", "udp://10.96.0.12:8765", "sctp://h:1", "tcp://[fd00::7]:1"]
)
def test_every_protocol_of_a_service_is_passed_over_and_the_default_is_shown(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read(environ={"BESEDKA_PORT": given}).port == Config().port
    with pytest.raises(SystemExit):
        read("--help", environ={"BESEDKA_PORT": given})
    assert "8765)" in capsys.readouterr().out.replace("tcp://10.96.0.12:8765", "")


@pytest.mark.parametrize(
    ("environ", "language"),
    [({"LANG": "ru_RU.UTF-8"}, "ru"), ({"LC_ALL": "C", "LANG": "ru_RU"}, "en"), ({"LANG": "de_DE"}, "en")],
)
def test_the_language_is_the_locales(environ: dict[str, str], language: str) -> None:
    assert read(environ=environ).language == language


BAD: list[list[str]] = [
    ["--port", "x"],
    ["--port", "65536"],
    ["--port", "-1"],
    ["--port", "1.5"],
    ["--port", "٣"],
    ["--port", "9" * 5000],
    ["--port"],
    ["--port="],
    ["--flood", "-3"],
    ["--flood", "fast"],
    ["--max-message", "0"],
    ["--max-message", "1000001"],
    ["--max-clients", "x"],
    ["--host", ""],
    ["--host", "  "],
    ["--host="],
    ["--port", "tcp://10.96.0.12:8765"],
    ["--outbox", "63"],
    ["--outbox", "1M"],
    ["--outbox", "64", "--max-message", "1000000"],
    ["--origin", "chat.example"],
    ["--origin", "https://ok.example,chat.example"],
    ["--lang", "de"],
    ["--log-level", "loud"],
    ["--prot", "5"],
    ["--po", "5"],
    ["-x"],
    ["hello"],
    ["--help=x"],
    ["--metrics", "9165"],
    ["--metrics", "127.0.0.1"],
    ["--metrics", ":9165"],
    ["--metrics", "::1:9165"],
    ["--metrics", "127.0.0.1:65536"],
    ["--metrics", "127.0.0.1:x"],
    ["--metrics", "http://127.0.0.1:9165"],
    ["--metrics", "127.0.0.1:8765"],
    ["--metrics", "[::1]:8765", "--host", "::1"],
    ["--metrics", "0.0.0.0:9000", "--port", "9000"],
    ["--metrics", "localhost:8765"],
    ["--metrics", "127.0.0.1:9000", "--host", "localhost", "--port", "9000"],
    ["--metrics", "0.0.0.0:9000", "--host", "localhost", "--port", "9000"],
    ["--metrics", "[::1]:9000", "--host", "::", "--port", "9000"],
    ["--metrics", "[0:0::1]:9000", "--host", "::1", "--port", "9000"],
    ["--port", "5", "surplus"],
    ["--", "x"],
]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("argv", BAD, ids=lambda argv: " ".join(argv)[:30])
def test_what_makes_no_sense_is_one_line_and_exit_code_2(
    argv: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read(*argv, environ={"LANG": language})
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "--help" in said.err
    assert any("а" <= letter <= "я" for letter in said.err.lower()) is (language == "ru")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("BESEDKA_PORT", "x"), ("BESEDKA_LANG", "de"), ("BESEDKA_LOG_LEVEL", "x"), ("BESEDKA_HOST", " ")],
)
def test_a_bad_variable_is_named(variable: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read(environ={variable: value})
    assert ended.value.code == 2
    assert variable in capsys.readouterr().err


def test_a_misspelt_option_is_corrected(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read("--prot", "5")
    assert "--port" in capsys.readouterr().err.replace("--prot", "")


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_help_names_every_option_its_default_and_its_variable(
    flag: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read(flag, environ={"LANG": language})
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert PROGRAM in text
    for option in {flag for flag, *_ in CHOICES}:
        assert option in text
        assert "BESEDKA_" + option[2:].upper().replace("-", "_") in text
    assert "8765" in text
    assert ("показать" in text) is (language == "ru")


def test_an_outbox_that_was_not_chosen_holds_the_longest_message_twice() -> None:
    assert read().outbox == 1 << 20
    config = read("--max-message", "1000000")
    assert config.outbox >= 2 * len(("я" * 1_000_000).encode())
    assert config.total_outbox >= config.outbox


def test_an_outbox_that_was_chosen_is_taken_when_a_message_fits() -> None:
    assert read("--outbox", "64").outbox == 64 << 10
    assert read("--outbox", "5000", "--max-message", "1000000").outbox == 5000 << 10


def test_origins_are_taken_as_browsers_write_them() -> None:
    config = read("--origin", "HTTPS://Chat.Example:443/, http://b.example:8080")
    assert config.origins == ("https://chat.example", "http://b.example:8080")


def test_a_text_of_the_longest_length_always_fits_on_the_wire() -> None:
    config = read("--max-message", "10")
    assert config.max_message_bytes >= 10 * len("\\ud83d\\ude00") + len('{"type":"send","text":""}')


def test_retention_is_of_a_journal(capsys: pytest.CaptureFixture[str]) -> None:
    config = read("--journal", "chat.db", "--retention", "30", "--retention-messages", "5000")
    assert (config.retention, config.retention_messages) == (30, 5000)
    for option in ("--retention", "--retention-messages"):
        with pytest.raises(SystemExit) as caught:
            read(option, "30")
        assert caught.value.code == 2
        assert "--retention and --retention-messages need a --journal." in capsys.readouterr().err


def test_so_much_is_kept_in_memory_for_history_and_search_as_is_asked_for() -> None:
    assert (read().history, read().history_mib) == (1000, 8)
    config = read("--history", "50", "--history-mib", "1")
    assert (config.history, config.history_mib) == (50, 1)
