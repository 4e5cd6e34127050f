import pytest

from besedka.wire import WireUsageError
from besedka.wire.http import Headers
from besedka.wire.http.headers import encode_headers, is_target, is_token

HEADERS = Headers(
    [("Connection", "keep-alive,  Upgrade ,"), ("X", "1"), ("connection", ",\tClose"), ("x", "2")]
)


def test_a_name_is_found_in_any_case_and_the_first_wins() -> None:
    assert HEADERS.get("x") == HEADERS.get("X") == "1"


def test_a_missing_name_is_the_default() -> None:
    assert HEADERS.get("y") is None
    assert HEADERS.get("y", "z") == "z"


def test_all_values_of_a_name_come_in_order() -> None:
    assert HEADERS.get_all("X") == ["1", "2"]
    assert HEADERS.get_all("y") == []


def test_elements_come_from_all_fields_without_the_empty_ones() -> None:
    assert HEADERS.elements("Connection") == ["keep-alive", "Upgrade", "Close"]


def test_tokens_are_lowercased_elements() -> None:
    assert HEADERS.tokens("CONNECTION") == ["keep-alive", "upgrade", "close"]


def test_names_keep_their_spelling_and_order() -> None:
    assert [name for name, _ in HEADERS.items()] == ["Connection", "X", "connection", "x"]
    assert len(HEADERS) == 4


def test_a_name_is_in_the_headers_in_any_case() -> None:
    assert "CONNECTION" in HEADERS
    assert "y" not in HEADERS


def test_equal_headers_are_equal_and_hash_alike() -> None:
    assert Headers([("a", "b")]) == Headers(iter([("a", "b")]))
    assert hash(Headers([("a", "b")])) == hash(Headers([("a", "b")]))
    assert Headers() != []


def test_headers_show_themselves() -> None:
    assert repr(Headers([("a", "b")])) == "Headers([('a', 'b')])"


def test_a_head_is_its_lines_and_an_empty_one() -> None:
    assert (
        encode_headers("GET / HTTP/1.1", [("A", "é"), ("B", "")])
        == b"GET / HTTP/1.1\r\nA: \xe9\r\nB: \r\n\r\n"
    )


@pytest.mark.parametrize(
    "item", [("", "x"), ("a b", "x"), ("a:", "x"), ("a", "x\r\nb: y"), ("a", "x\0"), ("a", "ы")]
)
def test_no_header_can_be_injected(item: tuple[str, str]) -> None:
    with pytest.raises(WireUsageError):
        encode_headers("GET / HTTP/1.1", [item])


@pytest.mark.parametrize("text", ["", "a b", "ы", "a\n", "a,b", '"'])
def test_what_is_no_token(text: str) -> None:
    assert not is_token(text)


@pytest.mark.parametrize("text", ["", "/ ", "/ы", "/\n", "/#a"])
def test_what_is_no_target(text: str) -> None:
    assert not is_target(text)
