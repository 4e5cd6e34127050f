"""Which pages may join, by what is listened at; and who is told why another one may not."""

import json
from urllib.parse import quote

import pytest
from server_bench import Bench, Peer, handshake

from besedka.server.net.addresses import can_be_rebound, is_local
from besedka.server.process.config import Config


def ask(host: str, origin: str, config: Config, *, local: bool = True) -> tuple[Bench, Peer]:
    bench = Bench(config)
    bench.registry.is_local = local
    request = handshake("/ws", f"Origin: {origin}").decode().replace("Host: chat", f"Host: {host}")
    return bench, bench.peer().send(request)


def is_in(peer: Peer) -> bool:
    return peer.text.startswith("HTTP/1.1 101 ")


LISTENING = Config(flood=0.0, host="0.0.0.0")


@pytest.mark.parametrize(
    "host",
    [
        "my-laptop:8765",
        "my-laptop.local:8765",
        "0.0.0.0:8765",
        "192.0.2.7:8765",
        "[::]:8765",
        "localhost:8765",
    ],
)
def test_who_listens_to_the_network_is_found_by_any_name_even_from_this_machine(host: str) -> None:
    _, peer = ask(host, f"http://{host}", LISTENING, local=False)
    assert is_in(peer)


def test_a_proxy_on_this_machine_that_tells_the_host_brings_pages_in() -> None:
    _, peer = ask("chat.example", "https://chat.example", LISTENING, local=False)
    assert is_in(peer)


@pytest.mark.parametrize(
    "host",
    ["localhost:8765", "127.0.0.1:8765", "[::1]:8765", "0.0.0.0:8765", "192.0.2.7:9000", "LOCALHOST.:8765"],
)
def test_who_listens_at_loopback_is_found_by_loopbacks_names_and_by_addresses(host: str) -> None:
    _, peer = ask(host, f"http://{host}", Config(flood=0.0))
    assert is_in(peer)


def test_who_listens_at_loopback_by_a_name_is_found_by_it() -> None:
    config = Config(flood=0.0, host="My-Laptop")
    assert is_in(ask("my-laptop:8765", "http://my-laptop:8765", config)[1])
    assert not is_in(ask("evil.example", "http://evil.example", config)[1])


@pytest.mark.parametrize(
    ("host", "origin", "local"),
    [
        ("evil.example", "http://evil.example", True),  # a name that was bent to this machine
        ("chat:8765", "http://evil.example", False),
        ("127.0.0.1:8765", "https://chat.example", True),  # a proxy that does not tell the host
    ],
)
def test_whoever_is_refused_leaves_a_line_with_the_option_that_would_help(
    host: str, origin: str, local: bool
) -> None:
    bench, peer = ask(host, origin, Config(flood=0.0), local=local)
    assert peer.text.startswith("HTTP/1.1 403 ")
    [line] = bench.lines
    assert "event=refused status=403" in line
    assert f"origin={origin}" in line
    assert f'option="--origin {origin}"' in line
    assert is_in(ask(host, origin, Config(flood=0.0, origins=(origin,)), local=local)[1])


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (handshake("/elsewhere"), 404),
        (handshake("/").replace(b"Version: 13", b"Version: 8"), 426),
        (handshake("/").replace(b"Connection: Upgrade", b"Connection: close"), 400),
        (b"GET /ws HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ],
)
def test_every_refused_handshake_is_in_the_log(request_: bytes, status: int) -> None:
    bench = Bench()
    bench.peer().send(request_)
    [line] = bench.lines
    assert f"event=refused status={status} why=" in line


def test_a_full_chat_is_in_the_log_with_its_option() -> None:
    bench = Bench(Config(flood=0.0, max_clients=1))
    bench.websocket()
    bench.peer().send(handshake())
    assert 'event=refused status=503 why="the chat is full" host=chat option=--max-clients' in bench.lines


def test_a_long_or_hostile_header_is_cut_and_clean_in_the_log() -> None:
    bench = Bench()
    bench.peer().send(handshake("/", f"Origin: http://evil\x80.example/{'x' * 5000}"))
    [line] = bench.lines
    assert len(line) < 1500
    assert line.isprintable()


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("http://chat", True), ("http://evil.example", False), ("https://ok.example", True), ("", False)],
)
def test_a_page_can_ask_whether_it_may_join(origin: str, allowed: bool) -> None:
    bench = Bench(Config(flood=0.0, host="0.0.0.0", origins=("https://ok.example",)))
    peer = bench.peer().send(f"GET /healthz?origin={quote(origin, safe='')} HTTP/1.1\r\nHost: chat\r\n\r\n")
    health = json.loads(peer.text.partition("\r\n\r\n")[2])
    assert health["origin_allowed"] is allowed


@pytest.mark.parametrize(
    ("host", "rebound"),
    [
        ("localhost", False), ("127.0.0.1:80", False), ("[::1]:80", False), ("::1", False), ("192.0.2.7", False),
        ("fe80::1%eth0", False), ("evil.example:80", True), ("localhost.evil.example", True), ("", True),
    ],
)  # fmt: skip
def test_only_a_name_can_be_bent_to_another_machine(host: str, rebound: bool) -> None:
    assert can_be_rebound(host) is rebound
    assert not (rebound and is_local(host))
