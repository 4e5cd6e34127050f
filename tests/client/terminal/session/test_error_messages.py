from typing import Any

import pytest

from besedka.client.address import Address
from besedka.client.errors import (
    BadAddress,
    ConnectionLost,
    HandshakeRefused,
    ServerUnreachable,
    SessionOver,
    Unreachable,
)
from besedka.client.terminal.session.error_messages import (
    explain_bad_address,
    explain_end,
    explain_refusal,
    explain_unreachable,
)
from besedka.dialects.words.languages import language

ENGLISH = language("en")


def nobody(address: str, code: Unreachable = "network") -> str:
    error = ServerUnreachable(address, "no route", code)
    return explain_unreachable(error, Address.parse(address), ENGLISH, "besedka serve")


def test_nobody_here_is_told_how_to_start_a_server() -> None:
    assert nobody("127.0.0.1").endswith("Start a server with: besedka serve")
    assert nobody("localhost").endswith("besedka serve")


def test_the_sentence_names_the_port_only_when_it_is_another() -> None:
    assert nobody("[::1]:99").endswith("besedka serve --port 99")


@pytest.mark.parametrize("address", ["192.0.2.1", "example.org"])
def test_elsewhere_the_sentence_says_why(address: str) -> None:
    assert "(no route)" in nobody(address)


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("wss://localhost:8765", "ws://localhost:8765"),
        ("wss://example.org/chat?x=1", "ws://example.org:443/chat?x=1"),
    ],
)
def test_who_answers_without_tls_is_offered_without_tls(address: str, other: str) -> None:
    assert nobody(address, "no-tls") == f"{address} answers, but not with TLS; try {other}"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("tls", "its TLS cannot be trusted: no route"),
        ("timeout", "does not answer in time"),
        ("closed", "closes the connection before"),
    ],
)
def test_who_answers_is_not_told_to_be_missing(code: Unreachable, words: str) -> None:
    sentence = nobody("wss://localhost", code)
    assert words in sentence
    assert "Nobody" not in sentence


def test_who_refuses_is_quoted() -> None:
    error = HandshakeRefused("h:1", 503, "full")
    assert (
        explain_refusal(error, ENGLISH)
        == explain_end(error, ENGLISH)
        == "h:1 answers, but does not let you in: the chat is full, or not available now (HTTP 503)"
    )


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (1006, "The connection to the server is lost."),
        (1001, "The server has closed the connection."),
        (1002, "Server and client do not understand each other. Are they of the same version?"),
        (1013, "The connection is lost: you could not keep up with the chat."),
        (4000, "The server has closed the connection, saying “so there”."),
    ],
)
def test_a_lost_connection_is_told_without_numbers(code: int, sentence: str) -> None:
    assert explain_end(ConnectionLost("so there", code), ENGLISH) == sentence


@pytest.mark.parametrize(
    ("reason", "beginning"),
    [
        ("replaced", "This session goes on over another connection."),
        ("unknown-session", "The connection was lost for too long"),
        ("new-server", "The server was restarted"),
        ("unreachable", "The connection to the server is lost, and it does not come back."),
        ("refused", "The connection to the server is lost."),
    ],
)
def test_a_session_that_is_over_is_told_with_the_reason(reason: Any, beginning: str) -> None:
    assert explain_end(SessionOver(reason, "over"), ENGLISH).startswith(beginning)


def test_a_bad_address_is_told_with_what_is_right_and_fit_to_be_shown() -> None:
    said = explain_bad_address(BadAddress("a\x1b[2J\nb" + "c" * 999, "host"), ENGLISH)
    assert said.startswith("“a[2J bccc")
    assert said.endswith(
        "” is not the address of a chat. Use HOST, HOST:PORT, ws://…, wss://… or the page’s address; "
        "a port is 1 to 65535."
    )
    assert len(said) < 200
