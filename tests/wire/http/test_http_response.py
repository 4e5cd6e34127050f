import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_helpers import cut, every_way, feed, places

from besedka.wire import WireUsageError
from besedka.wire.http import (
    BadResponse,
    Headers,
    HttpResponse,
    NotHttp,
    ResponseParser,
    encode_request,
    encode_response,
)


def read(data: bytes) -> HttpResponse | BadResponse:
    [event] = every_way(ResponseParser, data)
    assert isinstance(event, (HttpResponse, BadResponse))
    return event


@pytest.mark.parametrize(
    ("line", "response"),
    [
        ("HTTP/1.1 200 OK", HttpResponse(200, "OK", Headers())),
        ("HTTP/1.0 404 Not Found at all", HttpResponse(404, "Not Found at all", Headers())),
        ("HTTP/1.1 101 ", HttpResponse(101, "", Headers())),
        ("HTTP/1.1 101", HttpResponse(101, "", Headers())),
    ],
)
def test_status_lines_are_read(line: str, response: HttpResponse) -> None:
    assert read(f"{line}\r\n\r\n".encode()) == response


@pytest.mark.parametrize("line", ["HTTP/2.0 200 OK", "HTTP/1.1 20 OK", "HTTP/1.1  200 OK", "HTTP/1.1 600"])
def test_malformed_status_lines_are_refused(line: str) -> None:
    assert read(f"{line}\r\n\r\n".encode()) == BadResponse("malformed status line")


@pytest.mark.parametrize(
    "data",
    [
        b"14:03:20 * Welcome to Besedka!",
        b"SSH-2.0-x\r\n",
        b"\xff\xfd\x06",
        b"\x15\x03\x01",
        b"HTTX",
        b"http/1.1 200",
        b"\r\n\r\n1",
        b"\n",
        b"\rH",
    ],
)
def test_what_is_no_http_is_known_by_the_first_byte_that_decides(data: bytes) -> None:
    parser = ResponseParser()
    parser.receive(data)
    found = parser.next_event()
    assert isinstance(found, NotHttp)
    assert data.endswith(found.said)
    assert every_way(ResponseParser, data) == [found]


def test_a_beginning_of_http_is_waited_for() -> None:
    parser = ResponseParser()
    for byte in b"\r\nHTTP/1.1 200":
        parser.receive(bytes([byte]))
        assert parser.next_event() is None


def test_malformed_headers_are_refused() -> None:
    assert read(b"HTTP/1.1 200 OK\r\nA : b\r\n") == BadResponse("malformed header")


@given(st.binary(), places)
def test_any_bytes_give_the_same_result_however_they_are_cut(data: bytes, where: list[int]) -> None:
    assert feed(ResponseParser(50), cut(data, where)) == every_way(lambda: ResponseParser(50), data)


@given(st.sampled_from([200, 404, 426, 599]), st.binary(max_size=50), places)
def test_a_response_written_is_the_response_read(status: int, body: bytes, where: list[int]) -> None:
    parser = ResponseParser()
    [response] = feed(parser, cut(encode_response(status, body, [("A", "b")]), where))
    assert isinstance(response, HttpResponse)
    assert (response.status, response.headers.get("content-length")) == (status, str(len(body)))
    assert parser.trailing == body


def test_the_answer_to_head_has_the_length_and_no_body() -> None:
    assert encode_response(200, b"abc", head=True) == b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"


def test_an_unknown_status_has_no_phrase() -> None:
    assert encode_response(599) == b"HTTP/1.1 599 \r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("status", [101, 204, 304])
def test_some_statuses_have_no_body_and_say_no_length(status: int) -> None:
    assert b"Content-Length" not in encode_response(status)
    with pytest.raises(WireUsageError):
        encode_response(status, b"x")


@pytest.mark.parametrize(
    "item", [("Content-Length", "1"), ("transfer-encoding", "chunked"), ("A", "b\r\nC: d")]
)
def test_a_header_that_would_break_the_response_raises(item: tuple[str, str]) -> None:
    with pytest.raises(WireUsageError):
        encode_response(200, headers=[item])


@pytest.mark.parametrize(
    ("method", "target", "host"),
    [
        ("G T", "/", "h"),
        ("", "/", "h"),
        ("GET", "", "h"),
        ("GET", "/ x", "h"),
        ("GET", "/ы", "h"),
        ("GET", "/", "h\r\n"),
    ],
)
def test_what_makes_no_request_raises(method: str, target: str, host: str) -> None:
    with pytest.raises(WireUsageError):
        encode_request(method, target, host=host)
