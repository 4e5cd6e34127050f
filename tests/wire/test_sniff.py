import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.wire.sniff import SNIFF_LIMIT, DetectedProtocol, is_http_line, is_request_line, sniff


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
        b"\r\n\r\nPOST / HTTP/1.1\r\nHost: x\r\n",
        b"\nPOST / HTTP/1.1\r\n",
    ],
)
def test_a_first_line_that_ends_as_a_request_line_is_http(data: bytes) -> None:
    assert sniff(data) is DetectedProtocol.HTTP


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
    assert sniff(data) is DetectedProtocol.LINES


@pytest.mark.parametrize(
    "data",
    [
        b"\0\0\0\0",
        b"\x05\x01\x00",  # SOCKS 5
        b"\x04\x01\x00\x50",  # SOCKS 4
        b"\x03\x00\x00\x13\x0e\xe0",  # RDP
        b"\x00\x00\x00\x85\xffSMB",
        b"l\0\x0b\0",  # X11
        b"JRMI\0\x02K",
        b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00",  # LDAP
        b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c",  # PROXY, version 2
        b"\x10\x0c\x00\x04MQTT",
        "send привет\n".encode("cp1251"),
        b"GET /\x80 HTTP/1.1\r\n",
    ],
)
def test_what_no_text_can_begin_with_is_no_text(data: bytes) -> None:
    assert sniff(data) is DetectedProtocol.NO_TEXT


@pytest.mark.parametrize(
    "data", [b"\xff\xfb\x18", b"\xff\xfb\x01POST / HTTP/1.1\r\n", b"he\xff\xf1lp", b"\r\0help\r\0\xff\xf1"]
)
def test_a_telnet_is_lines_at_its_first_command(data: bytes) -> None:
    assert sniff(data) is DetectedProtocol.LINES


def test_half_of_a_letter_is_no_reason_yet() -> None:
    assert sniff("send привет".encode()[:-1]) is DetectedProtocol.UNDECIDED


@pytest.mark.parametrize(
    "line",
    [
        "OPTIONS / RTSP/1.0",
        "OPTIONS sip:nm SIP/2.0\r",
        "GET / HTTP/1.1",
        "GET /",
        "PRI * HTTP/2.0",
        "REGISTER sip:a SIP/2.0 ",
    ],
)
def test_a_request_of_http_or_its_relatives_is_known(line: str) -> None:
    assert is_request_line(line)


@pytest.mark.parametrize(
    "line", ["hello", "send hi SIP/2.0", "SEND hi there", "HELP", "GET it", "EHLO mail.example", ""]
)
def test_what_people_type_is_no_request(line: str) -> None:
    assert not is_request_line(line)


@pytest.mark.parametrize("data", [b"\x16\x03", b"\x16\x03\x01\x02\x00\x01\n HTTP/1.1\n"])
def test_a_client_hello_is_tls(data: bytes) -> None:
    assert sniff(data) is DetectedProtocol.TLS


@pytest.mark.parametrize(
    "data", [b"", b"\x16", b"GET / HTTP/1.1", b"\r\n", b"\n\n", b"x" * (SNIFF_LIMIT - 1)]
)
def test_without_a_whole_line_it_stays_open(data: bytes) -> None:
    assert sniff(data) is DetectedProtocol.UNDECIDED


@pytest.mark.parametrize("start", [b"GET /", b"OPTIONS *", b"GET http://h/"])
def test_an_endless_first_line_that_begins_as_a_request_is_http(start: bytes) -> None:
    assert sniff(start.ljust(SNIFF_LIMIT, b"x")) is DetectedProtocol.HTTP


@pytest.mark.parametrize("start", [b"", b"send /", b"GET you", b"\r\n"])
def test_any_other_endless_first_line_is_lines(start: bytes) -> None:
    assert sniff(start.ljust(SNIFF_LIMIT, b"x")) is DetectedProtocol.LINES


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
    if kind is not DetectedProtocol.UNDECIDED:
        assert sniff(data + more) is kind


@given(st.binary(max_size=30))
def test_a_request_line_is_known_by_its_end_alone(start: bytes) -> None:
    assert is_http_line(start + b"HTTP/1.1\r")
    assert not is_http_line(start + b"HTTP/1.1 x")
