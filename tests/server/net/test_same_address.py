"""Whether two hosts cannot have the same port, as the system itself decides when both listen."""

import socket
from typing import Any

import pytest

from besedka.server.net.same_address import share_an_address


@pytest.mark.parametrize(
    ("host", "other"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "127.0.0.1"),
        ("LocalHost", "localhost"),
        ("0.0.0.0", "127.0.0.1"),
        ("0.0.0.0", "192.0.2.7"),
        ("0.0.0.0", "localhost"),
        ("0", "127.1"),
        ("::", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("fe80::1%1", "::"),
        ("nosuch.invalid", "nosuch.invalid"),
    ],
)
def test_the_same_address_is_the_same_however_it_is_written(host: str, other: str) -> None:
    assert share_an_address(host, other)
    assert share_an_address(other, host)


@pytest.mark.parametrize(
    ("host", "other"),
    [
        ("127.0.0.2", "127.0.0.1"),
        ("192.0.2.7", "localhost"),
        ("::", "0.0.0.0"),
        ("::", "127.0.0.1"),
        ("::1", "127.0.0.1"),
        ("fe80::1%1", "fe80::1%2"),
        ("nosuch.invalid", "0.0.0.0"),
        ("a" * 300, "0.0.0.0"),
    ],
)
def test_other_addresses_and_other_families_are_others(host: str, other: str) -> None:
    assert not share_an_address(host, other)
    assert not share_an_address(other, host)


def test_a_name_is_all_the_addresses_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def look_up(host: str, *asked: Any, **also: Any) -> list[Any]:
        hosts = ("192.0.2.7", "2001:db8::7") if host == "chat.example" else (host,)
        return [one for name in hosts for one in real(name, *asked, **also)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    for other in ("192.0.2.7", "2001:db8::7", "0.0.0.0", "::", "chat.example"):
        assert share_an_address("chat.example", other)
        assert share_an_address(other, "chat.example")
    assert not share_an_address("chat.example", "127.0.0.1")


@pytest.mark.parametrize(
    ("host", "other", "are_same"),
    [("0.0.0.0", "127.0.0.1", True), ("127.0.0.2", "127.0.0.1", False), ("::", "127.0.0.1", False)],
)
def test_the_system_thinks_so_too(host: str, other: str, *, are_same: bool) -> None:
    assert share_an_address(host, other) is are_same
    one = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    two = socket.socket()
    with one, two:
        two.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            two.bind((other, one.getsockname()[1]))
            two.listen()
        except OSError:
            assert are_same
        else:
            assert not are_same
