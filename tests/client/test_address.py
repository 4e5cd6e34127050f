import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.client.address import Address
from besedka.client.errors import BadAddress


@pytest.mark.parametrize(
    ("text", "host", "port", "path", "secure"),
    [
        ("example.org", "example.org", 8765, "/", False),
        ("example.org:99", "example.org", 99, "/", False),
        (" Example.ORG ", "example.org", 8765, "/", False),
        ("192.0.2.7:1", "192.0.2.7", 1, "/", False),
        ("::1", "::1", 8765, "/", False),
        ("[::1]", "::1", 8765, "/", False),
        ("[2001:db8::7]:80", "2001:db8::7", 80, "/", False),
        ("ws://example.org", "example.org", 80, "/", False),
        ("WSS://example.org/chat", "example.org", 443, "/chat", True),
        ("wss://[::1]:8443/a%20b/ü", "::1", 8443, "/a%20b/%C3%BC", True),
        ("ws://example.org?x=1", "example.org", 80, "/", False),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai", 8765, "/", False),
        ("http://127.0.0.1:8765/", "127.0.0.1", 8765, "/", False),
        (" HTTP://Example.org/ \n", "example.org", 80, "/", False),
        ("https://example.org", "example.org", 443, "/", True),
        ("https://[::1]:8443/chat/#message-5", "::1", 8443, "/chat/", True),
        ("http://example.org#top", "example.org", 80, "/", False),
        ("my_host.local.", "my_host.local.", 8765, "/", False),
    ],
)
def test_an_address_is_read(text: str, host: str, port: int, path: str, secure: bool) -> None:
    address = Address.parse(text)
    assert (address.host, address.port, address.path, address.secure) == (host, port, path, secure)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("ws://", "empty"),
        ("ftp://example.org", "scheme"),
        ("http://", "empty"),
        ("http://#top", "empty"),
        ("https://me@example.org/", "user"),
        ("http:/example.org", "port"),
        ("exa mple", "host"),
        ("a\x00b", "host"),
        ("..", "host"),
        ("-a", "host"),
        ("[::1", "host"),
        ("[nonsense]", "host"),
        ("[::1]8", "host"),
        ("ws://:80", "host"),
        ("a" * 300, "host"),
        ("x" + "ü" * 300, "host"),
        ("example.org:", "port"),
        ("example.org:0", "port"),
        ("example.org:65536", "port"),
        ("example.org:+80", "port"),
        ("example.org:٨٠", "port"),
        ("me:secret@example.org", "user"),
        ("ws://example.org/#top", "fragment"),
    ],
)
def test_nonsense_is_told_from_an_address_and_why(text: str, why: str) -> None:
    with pytest.raises(BadAddress) as caught:
        Address.parse(text)
    assert caught.value.why == why


@given(st.text())
def test_no_text_makes_another_error(text: str) -> None:
    try:
        address = Address.parse(text)
    except BadAddress:
        return
    assert Address.parse(str(address)) == address


def test_the_pages_address_is_the_chats_with_its_query() -> None:
    assert Address.parse("http://h:5/?name=eve&lang=ru#x") == Address.parse("ws://h:5/?name=eve&lang=ru")
    assert str(Address.parse("https://h/")) == "wss://h"


def test_wishes_are_quoted_into_the_query() -> None:
    target = Address.parse("ws://h/p").target(name="a&b=ü d", lang="ru")
    assert target == "/p?name=a%26b%3D%C3%BC%20d&lang=ru"


def test_a_wish_takes_the_place_of_what_the_address_says() -> None:
    address = Address.parse("ws://h/?name=bob&x=1")
    assert address.target(name="eve", lang=None) == "/?x=1&name=eve"
    assert address.target(name=None) == "/?name=bob&x=1"


def test_half_of_a_character_in_a_wish_is_an_error() -> None:
    with pytest.raises(UnicodeEncodeError):
        Address.parse("h").target(name="\ud800")


@pytest.mark.parametrize(
    "text", ["ws://h/\udcff", "ws://h/?name=\udcff", "h\ud800", "ws://h/?name=%FF", "\udcff"]
)
def test_what_is_no_utf8_is_no_address(text: str) -> None:
    with pytest.raises(BadAddress) as caught:
        Address.parse(text)
    assert caught.value.why == "encoding"


@pytest.mark.parametrize("text", ["fe80::1%eth0", "[fe80::1%25eth0]:8765"])
def test_a_zone_says_where_to_connect_to_and_is_shown(text: str) -> None:
    address = Address.parse(text)
    assert address.host == "fe80::1%eth0"
    assert str(address) == "[fe80::1%eth0]:8765"
    assert Address.parse(f"wss://[{address.host}]/x").shown_authority == "[fe80::1%eth0]"


def test_the_first_value_of_a_query_counts() -> None:
    address = Address.parse("ws://h/?name=b%2Bb&lang=&name=c")
    assert [address.said(name) for name in ("name", "lang", "else")] == ["b+b", "", None]


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("[fe80::1%eth0]:5", "[fe80::1]:5"),
        ("ws://[fe80::1%25eth0]", "[fe80::1]"),
        ("h", "h:8765"),
        ("ws://h", "h"),
        ("wss://h", "h"),
        ("wss://h:80", "h:80"),
        ("[::1]:5", "[::1]:5"),
    ],
)
def test_the_host_header_leaves_the_schemes_own_port_out(text: str, authority: str) -> None:
    assert Address.parse(text).authority == authority


@pytest.mark.parametrize(
    ("text", "shown"), [("h", "h:8765"), ("::1", "[::1]:8765"), ("wss://h/c", "wss://h/c")]
)
def test_an_address_is_shown_as_people_type_it(text: str, shown: str) -> None:
    assert str(Address.parse(text)) == shown
