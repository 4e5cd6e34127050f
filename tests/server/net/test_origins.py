import pytest

from besedka.server.net.origins import normal_origin


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://chat.example", "https://chat.example"),
        ("HTTPS://Chat.Example/", "https://chat.example"),
        ("https://chat.example:443", "https://chat.example"),
        ("http://chat.example:80/", "http://chat.example"),
        ("http://chat.example:443", "http://chat.example:443"),
        ("https://беседка.рф", "https://xn--80abjda5a9b.xn--p1ai"),
        ("http://[::1]:8765", "http://[::1]:8765"),
        ("chrome-extension://abcdef", "chrome-extension://abcdef"),
        ("*", "*"),
        ("null", "null"),
    ],
)
def test_an_origin_is_as_a_browser_writes_it(typed: str, origin: str) -> None:
    assert normal_origin(typed) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "chat.example",
        "wss://chat.example",
        "https://chat.example:99999",
        "https://",
        "https://chat.example/page",
        "https://user@chat.example",
        "//chat.example",
        "https://a b",
        "https://*.example",
        "https://" + "x" * 70 + ".example",
    ],
)
def test_what_no_browser_would_ever_send_is_none(typed: str) -> None:
    assert normal_origin(typed) is None
