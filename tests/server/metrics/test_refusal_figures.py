"""Refusals by the code that the client is told, in the chat and before."""

import json
from collections.abc import Callable

import pytest
from resumable_peers import Visitor
from server_bench import Bench, handshake
from watched_bench import read, watched

from besedka.server.metrics.server_figures import Figures
from besedka.server.process.config import Config


def refusals(figures: Figures) -> dict[str, float]:
    return {key[1]: value for key, value in read(figures).items() if key[0] == "besedka_refusals_total"}


def test_nothing_was_refused_yet() -> None:
    bench, figures = watched()
    bench.websocket(json=True).say('{"type": "send", "text": "hello"}')
    bench.peer().send("GET /readyz HTTP/1.1\r\nHost: chat\r\n\r\n")
    assert refusals(figures) == {}


def test_what_is_refused_in_the_chat_has_the_code_that_is_told() -> None:
    bench, figures = watched()
    ann = bench.websocket("/?name=ann", json=True)
    bench.websocket("/?name=bob", json=True)
    ann.texts()
    wrong = (
        {"type": "send", "text": ""},
        {"type": "send", "text": "x" * 5000},
        {"type": "send", "text": "hi", "to": "nobody"},
        {"type": "rename", "name": "bob"},
        {"type": "rename", "name": "bob"},
        {"type": "no such"},
    )
    told = [json.loads(text)["code"] for text in ann.say(*map(json.dumps, wrong), "no json").texts()]
    assert len(told) == 7
    assert refusals(figures) == {code: told.count(code) for code in told}


def test_what_is_refused_to_a_person_is_counted_as_well() -> None:
    bench, figures = watched()
    bench.lines_peer().send("send -u nobody hello\n")
    assert refusals(figures) == {"no-such-user": 1}


def test_what_is_refused_before_somebody_comes_in_is_counted_too() -> None:
    bench, figures = watched()
    ann = Visitor(bench, "ann").connect()
    messages = (
        {"type": "send", "text": "hi"},
        {"type": "resume", "token": "of another life", "seq": 0},
        {"type": "no such"},
    )
    told = [event["code"] for message in messages for event in ann.say(message).told()]
    assert len(told) == 3
    assert refusals(figures) == dict.fromkeys(told, 1)
    assert "new-server" in told


def test_lines_that_are_no_chat_are_counted_by_what_is_told_to_them() -> None:
    bench, figures = watched()
    bench.peer().send("EHLO example\n")
    assert refusals(figures) == {"unknown-command": 1}
    bench.peer().send(b"\0\1\2\3" * 10)
    assert refusals(figures)["bad-encoding"] == 1


GET = "GET {} HTTP/1.1\r\nHost: chat\r\n\r\n"

HTTP: list[tuple[str | bytes, str]] = [
    (GET.format("/nowhere"), "http-404"),
    (GET.format("/ws"), "http-426"),
    ("POST / HTTP/1.1\r\nHost: chat\r\n\r\n", "http-405"),
    ("GET / HTTP/1.1\r\n\r\n", "http-400"),
    (GET.format("/" + "x" * 20_000), "http-414"),
    (handshake("/", "Origin: http://evil.example"), "http-403"),
    (handshake("/nowhere"), "http-404"),
]


@pytest.mark.parametrize(("request_", "code"), HTTP)
def test_what_http_refuses_is_counted_by_its_status(request_: str | bytes, code: str) -> None:
    bench, figures = watched()
    peer = bench.peer().send(request_)
    assert peer.text.startswith(f"HTTP/1.1 {code[5:]} ")
    assert refusals(figures) == {code: 1}


def test_a_request_that_took_too_long_is_a_refusal() -> None:
    bench, figures = watched()
    peer = bench.peer().send("GET / HTTP/1.1\r\n")
    bench.loop.advance(20)
    assert peer.text.startswith("HTTP/1.1 408 ")
    assert refusals(figures) == {"http-408": 1}


Come = Callable[[Bench], object]


@pytest.mark.parametrize(
    ("come", "code"),
    [
        (lambda bench: bench.peer().send("\n"), "chat-full"),
        (lambda bench: bench.peer().send(handshake()), "http-503"),
    ],
)
def test_who_finds_the_chat_full_is_counted(come: Come, code: str) -> None:
    bench, figures = watched(Config(max_clients=1))
    bench.lines_peer()
    come(bench)
    bench.loop.advance(1)
    assert refusals(figures) == {code: 1}


def test_connections_that_are_not_even_told_are_counted_each() -> None:
    bench, figures = watched(Config(max_clients=1, anteroom=1))
    for _ in range(5):
        bench.peer()
    assert refusals(figures) == {"too-many-connections": 3}
