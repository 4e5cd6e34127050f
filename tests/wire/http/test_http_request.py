import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_helpers import cut, every_way, feed, places

from besedka.wire.http import BadRequest, Headers, HttpRequest, RequestParser, encode_request


def read(data: bytes) -> HttpRequest | BadRequest:
    [event] = every_way(RequestParser, data)
    assert isinstance(event, (HttpRequest, BadRequest))
    return event


def status(head: str) -> int:
    """With what status a request with these lines is refused; 200 when it is not."""
    event = read(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n")
    return event.status if isinstance(event, BadRequest) else 200


def get(target: str) -> HttpRequest:
    return HttpRequest("GET", target, "HTTP/1.1", Headers())


def test_a_request_is_read_with_what_follows_it() -> None:
    parser = RequestParser()
    assert parser.trailing == b""
    assert feed(parser, [b"GET /ws?a=b HTTP/1.1\r\nHost: h\r\n\r\n\x81\x80"]) == [
        HttpRequest("GET", "/ws?a=b", "HTTP/1.1", Headers([("Host", "h")]))
    ]
    assert parser.trailing == b"\x81\x80"


@given(
    st.sampled_from(["GET", "POST", "x-y"]),
    st.lists(st.tuples(st.sampled_from(["A", "b-c"]), st.just("v"))),
    places,
)
def test_a_request_written_is_the_request_read_however_it_is_cut(
    method: str, items: list[tuple[str, str]], where: list[int]
) -> None:
    data = encode_request(method, "/", host="h:1", headers=items)
    assert feed(RequestParser(), cut(data, where)) == [
        HttpRequest(method, "/", "HTTP/1.1", Headers([("Host", "h:1"), *items]))
    ]


@given(st.binary() | st.binary().map(lambda data: b"GET / HTTP/1.1\r\nHost: " + data + b"\r\n\r\n"), places)
def test_any_bytes_give_the_same_result_however_they_are_cut(data: bytes, where: list[int]) -> None:
    assert feed(RequestParser(200), cut(data, where)) == every_way(lambda: RequestParser(200), data)


@pytest.mark.parametrize(
    "line",
    [
        "GET / HTTP/1.1",
        "anything /x?y HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "GET http://h:80/x?y HTTP/1.1",
        "GET HTTPS://[::1]:443 HTTP/1.1",
        "GET http://h?x HTTP/1.1",
    ],
)
def test_good_request_lines(line: str) -> None:
    assert status(f"{line}\nHost: h") == 200


@pytest.mark.parametrize(
    "line",
    [
        "GET /",
        "GET  / HTTP/1.1",
        "GET / HTTP/1.1 ",
        " GET / HTTP/1.1",
        "GET /a b HTTP/1.1",
        "GET / http/1.1",
        "GET / HTTP/1.10",
        "G@T / HTTP/1.1",
        "GET /\xe9 HTTP/1.1",
        "GET /#x HTTP/1.1",
        "GET * HTTP/1.1",
        "GET x HTTP/1.1",
        "CONNECT h:80 HTTP/1.1",
        "GET ftp://h/ HTTP/1.1",
        "GET http:///x HTTP/1.1",
        "GET http://user@h/ HTTP/1.1",
    ],
)
def test_bad_request_lines(line: str) -> None:
    assert status(f"{line}\nHost: h") == 400


@pytest.mark.parametrize("version", ["0.9", "2.0", "3.0"])
def test_another_major_version_is_505(version: str) -> None:
    assert status(f"GET / HTTP/{version}\nHost: h") == 505


@pytest.mark.parametrize(
    ("spoken", "version"), [("1.0", "HTTP/1.0"), ("1.1", "HTTP/1.1"), ("1.7", "HTTP/1.1")]
)
def test_a_later_minor_version_counts_as_1_1(spoken: str, version: str) -> None:
    event = read(f"GET / HTTP/{spoken}\r\nHost: h\r\n\r\n".encode())
    assert isinstance(event, HttpRequest)
    assert event.version == version


@pytest.mark.parametrize(
    "host", ["h", "h:8765", "127.0.0.1:1", "[::1]:80", "беседка.рф".encode("idna").decode(), ""]
)
def test_good_hosts(host: str) -> None:
    assert status(f"GET / HTTP/1.1\nHost: {host}") == 200


@pytest.mark.parametrize("host", ["h h", "user@h", "h/x", "h:x", "h:123456", "[::1", "::1", "\xe9"])
def test_bad_hosts(host: str) -> None:
    assert status(f"GET / HTTP/1.1\nHost: {host}") == 400


def test_a_host_is_needed_once_but_not_in_1_0() -> None:
    assert status("GET / HTTP/1.1") == 400
    assert status("GET / HTTP/1.1\nHost: h\nhost: h") == 400
    assert status("GET / HTTP/1.0") == 200
    assert status("GET / HTTP/1.0\nHost: h\nHost: h") == 400


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Content-Length: 0", 200),
        ("Content-Length: 5\nContent-Length: 5", 400),
        ("Content-Length: 5, 5", 400),
        ("Content-Length: -1", 400),
        ("Content-Length: +1", 400),
        ("Content-Length: ", 400),
        ("Content-Length: 9999999999999999999", 400),
        ("Transfer-Encoding: chunked", 200),
        ("Transfer-Encoding: Chunked\nContent-Length: 5", 400),
        ("Transfer-Encoding: ", 400),
        ("Transfer-Encoding: gzip", 400),
        ("Transfer-Encoding: chunked, chunked", 400),
        ("Transfer-Encoding: chunked, gzip", 400),
        ("Transfer-Encoding: gzip, chunked", 501),
    ],
)
def test_what_leaves_the_length_of_a_body_in_doubt_is_refused(lines: str, expected: int) -> None:
    assert status(f"POST / HTTP/1.1\nHost: h\n{lines}") == expected


def test_http_1_0_has_no_transfer_encoding() -> None:
    assert status("POST / HTTP/1.0\nTransfer-Encoding: chunked") == 400


def test_limits_are_told_by_their_status() -> None:
    assert status(f"GET /{'x' * 20000} HTTP/1.1\nHost: h") == 414
    assert status(f"GET / HTTP/1.1\nHost: h\nA: {'x' * 20000}") == 431
    assert status("GET / HTTP/1.1\nHost: h" + "\nA: b" * 100) == 431


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", "/"),
        ("/a%20b?c", "/a b"),
        ("/%D0%B4", "/д"),
        ("/%FF%", "/\ufffd%"),
        ("*", "*"),
        ("http://h/x?y", "/x"),
        ("http://h?y", "/"),
    ],
)
def test_a_path_is_decoded(target: str, path: str) -> None:
    assert get(target).path == path


@pytest.mark.parametrize(
    ("target", "query"),
    [
        ("/", {}),
        ("/?", {}),
        ("/?name=%D0%B4+%D0%B4&lang=ru", {"name": "д д", "lang": "ru"}),
        ("/?a=1&a=2", {"a": "1"}),
        ("/?a&b=", {"a": "", "b": ""}),
        ("/?a=%FF&=x", {"a": "\ufffd", "": "x"}),
        ("/?a=b?c=d", {"a": "b?c=d"}),
    ],
)
def test_a_query_is_decoded_and_the_first_value_wins(target: str, query: dict[str, str]) -> None:
    assert get(target).query == query


def test_a_query_is_bounded() -> None:
    assert len(get("/?" + "&".join(f"{n}=x" for n in range(5000))).query) == 100


@given(st.text())
def test_no_target_makes_a_request_raise(target: str) -> None:
    request = get(target)
    assert isinstance(request.path, str)
    assert isinstance(request.query, dict)


def test_the_host_is_the_targets_before_the_headers() -> None:
    headers = Headers([("Host", "h")])
    assert HttpRequest("GET", "/", "HTTP/1.1", headers).host == "h"
    assert HttpRequest("GET", "http://other:1/", "HTTP/1.1", headers).host == "other:1"
    assert get("/").host is None


def test_another_request_may_follow() -> None:
    assert get("/").may_be_followed
    kept = Headers([("Connection", "keep-alive"), ("Content-Length", "0")])
    assert HttpRequest("GET", "/", "HTTP/1.1", kept).may_be_followed


@pytest.mark.parametrize(
    ("version", "items"),
    [
        ("HTTP/1.0", []),
        ("HTTP/1.0", [("Connection", "keep-alive")]),
        ("HTTP/1.1", [("Connection", "Close")]),
        ("HTTP/1.1", [("Connection", "upgrade"), ("connection", "foo, close")]),
        ("HTTP/1.1", [("Content-Length", "1")]),
        ("HTTP/1.1", [("Content-Length", "00010")]),
        ("HTTP/1.1", [("Transfer-Encoding", "chunked")]),
    ],
)
def test_no_request_may_follow_a_body_an_old_version_or_a_wish_to_close(
    version: str, items: list[tuple[str, str]]
) -> None:
    assert not HttpRequest("GET", "/", version, Headers(items)).may_be_followed
