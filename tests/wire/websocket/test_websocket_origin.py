import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.wire.websocket.origin import is_same_origin


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://h", "h"),
        ("http://h:80", "h"),
        ("http://h", "h:80"),
        ("https://h", "h"),
        ("https://h", "h:443"),
        ("https://h:443", "h"),
        ("http://h:8765", "h:8765"),
        ("HTTP://H.example", "h.EXAMPLE"),
        ("http://[::1]:8765", "[::1]:8765"),
        ("http://h:", "h"),
    ],
)
def test_the_same_origin(origin: str, host: str) -> None:
    assert is_same_origin(origin, host)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("null", "h"),
        ("null", "null"),
        ("", ""),
        ("http://", ""),
        ("http://:80", ":80"),
        ("http://evil", "h"),
        ("http://h", "h:8765"),
        ("https://h", "h:80"),
        ("http://h.evil", "h"),
        ("http://h@evil", "h"),
        ("http://evil@h", "h"),
        ("http://h/", "h"),
        ("http://h http://h", "h"),
        ("file://h", "h"),
        ("chrome-extension://h", "h"),
        ("http://h:80:80", "h:80:80"),
        ("http://::1", "::1"),
    ],
)
def test_another_origin(origin: str, host: str) -> None:
    assert not is_same_origin(origin, host)


@given(st.text(), st.text())
def test_no_text_makes_it_raise(origin: str, host: str) -> None:
    assert is_same_origin(origin, host) in (True, False)
