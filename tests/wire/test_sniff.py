import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.wire.sniff import SNIFF_LIMIT, Kind, is_http_line, sniff


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\n",
        b"GET / HTTP/1.1 \r\nHost: x\r\n",
        b"POST /?send=hi HTTP/1.0\r\n\r\nsend hello\n",
        b"send / HTTP/1.1\r\n",
        b"PRI * HTTP/2.0\r\n",
        b"nonsense HTTP/1.1\r\n",
        b"\xff\xfb\x01\xff\xfd\x03POST / HTTP/1.1\r\n",
        b"\r\n\r\nPOST / HTTP/1.1\r\nHost: x\r\n",
        b"\nPOST / HTTP/1.1\r\n",
    ],
)
def test_a_first_line_that_ends_as_a_request_line_is_http(data: bytes) -> None:
    assert sniff(data) is Kind.HTTP


@pytest.mark.parametrize(
    "data",
    [
        b"help\n",
        b"help\r\n",
        b"GET /\n",
        b"HTTP/1.1 is a protocol\n",
        b"send hi\nGET / HTTP/1.1\r\n",
        b"\r\nhelp\r\n",
        b"\x16\n",
    ],
)
def test_any_other_first_line_is_lines(data: bytes) -> None:
    assert sniff(data) is Kind.LINES


@pytest.mark.parametrize("data", [b"\x16\x03", b"\x16\x03\x01\x02\x00\x01\n HTTP/1.1\n"])
def test_a_client_hello_is_tls(data: bytes) -> None:
    assert sniff(data) is Kind.TLS


@pytest.mark.parametrize(
    "data", [b"", b"\x16", b"GET / HTTP/1.1", b"\r\n", b"\n\n", b"x" * (SNIFF_LIMIT - 1)]
)
def test_without_a_whole_line_it_stays_open(data: bytes) -> None:
    assert sniff(data) is Kind.UNDECIDED


@pytest.mark.parametrize("start", [b"GET /", b"OPTIONS *", b"GET http://h/"])
def test_an_endless_first_line_that_begins_as_a_request_is_http(start: bytes) -> None:
    assert sniff(start.ljust(SNIFF_LIMIT, b"x")) is Kind.HTTP


@pytest.mark.parametrize("start", [b"", b"send /", b"GET you", b"\r\n"])
def test_any_other_endless_first_line_is_lines(start: bytes) -> None:
    assert sniff(start.ljust(SNIFF_LIMIT, b"x")) is Kind.LINES


@given(
    st.lists(
        st.sampled_from(
            [b"GET /", b" HTTP/1.1", b"\r", b"\n", b"\x16", b"\x03", b"x", b"x" * 4096, b"\xff\xfb\x01"]
        ),
        max_size=10,
    ).map(b"".join)
    | st.binary(max_size=100),
    st.binary(max_size=100),
)
def test_more_bytes_never_change_a_decision(data: bytes, more: bytes) -> None:
    kind = sniff(data)
    if kind is not Kind.UNDECIDED:
        assert sniff(data + more) is kind


@given(st.binary(max_size=30))
def test_a_request_line_is_known_by_its_end_alone(start: bytes) -> None:
    assert is_http_line(start + b"HTTP/1.1\r")
    assert not is_http_line(start + b"HTTP/1.1 x")
