import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_helpers import feed

from besedka.wire.http import Headers, HttpRequest, HttpResponse, ResponseParser
from besedka.wire.websocket import (
    Rejection,
    Upgrade,
    accept,
    is_upgrade,
)
from besedka.wire.websocket.handshake import accept_key

KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # RFC 6455, 1.3
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
GOOD = {
    "Host": "server.example.com",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
}


def request(
    changes: dict[str, str | None] | None = None,
    *more: tuple[str, str],
    method: str = "GET",
    version: str = "HTTP/1.1",
) -> HttpRequest:
    items = [(name, value) for name, value in (GOOD | (changes or {})).items() if value is not None]
    return HttpRequest(method, "/", version, Headers([*items, *more]))


def answer(result: Upgrade | Rejection) -> HttpResponse:
    [response] = feed(ResponseParser(), [result.response])
    assert isinstance(response, HttpResponse)
    return response


def rejected(wrong: HttpRequest, status: int) -> HttpResponse:
    """The response to a request that has to be refused with the status."""
    result = accept(wrong)
    assert isinstance(result, Rejection)
    response = answer(result)
    assert (result.status, response.status) == (status, status)
    assert result.response.endswith(f"\r\n\r\n{result.why}\n".encode())
    return response


def test_the_handshake_of_the_rfc_is_answered_as_it_prints_it() -> None:
    result = accept(
        request({"Origin": "http://example.com"}), origin_allowed={"http://example.com"}.__contains__
    )
    assert isinstance(result, Upgrade)
    response = answer(result)
    assert (response.status, response.reason) == (101, "Switching Protocols")
    assert response.headers.items() == (
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Accept", ACCEPT),
    )


@pytest.mark.parametrize("upgrade", ["websocket", "WebSocket", "h2c, WEBSOCKET"])
@pytest.mark.parametrize("connection", ["upgrade", "Upgrade", "keep-alive, Upgrade", "UPGRADE,"])
def test_upgrade_and_connection_are_taken_in_any_spelling(upgrade: str, connection: str) -> None:
    assert isinstance(accept(request({"Upgrade": upgrade, "Connection": connection})), Upgrade)


def test_upgrade_and_connection_may_be_several_fields() -> None:
    several = request({"Upgrade": "h2c"}, ("Upgrade", "websocket"), ("Connection", "close"))
    assert isinstance(accept(several), Upgrade)


def test_wanting_websocket_is_told_from_anything_else() -> None:
    assert is_upgrade(request(method="POST"))
    assert not is_upgrade(request({"Upgrade": None}))
    assert not is_upgrade(request({"Upgrade": "h2c"}))


def test_another_method_is_refused_with_the_one_that_is_allowed() -> None:
    assert rejected(request(method="POST"), 405).headers.get("Allow") == "GET"


def test_http_1_0_is_refused() -> None:
    rejected(request(version="HTTP/1.0"), 400)


@pytest.mark.parametrize("host", [None, ""])
def test_a_request_without_a_host_is_refused(host: str | None) -> None:
    rejected(request({"Host": host}), 400)


@pytest.mark.parametrize("field", [("Content-Length", "5"), ("Transfer-Encoding", "chunked")])
def test_a_request_with_a_body_is_refused(field: tuple[str, str]) -> None:
    rejected(request({}, field), 400)


def test_an_empty_body_is_no_body() -> None:
    assert isinstance(accept(request({"Content-Length": "0"})), Upgrade)


@pytest.mark.parametrize("upgrade", [None, "", "h2c", "websocket2"])
def test_without_the_upgrade_it_is_required(upgrade: str | None) -> None:
    response = rejected(request({"Upgrade": upgrade}), 426)
    assert response.headers.get("Upgrade") == "websocket"
    assert response.headers.get_all("Connection") == ["Upgrade"]


@pytest.mark.parametrize("connection", [None, "keep-alive"])
def test_a_connection_that_is_no_upgrade_is_refused(connection: str | None) -> None:
    assert rejected(request({"Connection": connection}), 400).headers.get("Connection") == "close"


@pytest.mark.parametrize("version", [None, "", "8", "14", "013", "13, 8"])
def test_another_version_is_refused_with_ours(version: str | None) -> None:
    response = rejected(request({"Sec-WebSocket-Version": version}), 426)
    assert response.headers.get("Sec-WebSocket-Version") == "13"
    assert response.headers.get("Upgrade") == "websocket"


@pytest.mark.parametrize(
    "key",
    [
        None,
        "",
        KEY[:-1],
        KEY[:-2],
        KEY + "=",
        f"{KEY},",
        base64.b64encode(bytes(15)).decode(),
        base64.b64encode(bytes(17)).decode(),
        "dGhlIHNhbXBsZSBub25jZ!==",
        "=" * 24,
        "é" * 24,
    ],
)
def test_a_key_that_is_not_sixteen_bytes_is_refused(key: str | None) -> None:
    rejected(request({"Sec-WebSocket-Key": key}), 400)


@pytest.mark.parametrize(
    "field",
    [("Sec-WebSocket-Key", KEY), ("Sec-WebSocket-Version", "13"), ("Origin", "http://server.example.com")],
)
def test_a_field_that_comes_twice_is_refused(field: tuple[str, str]) -> None:
    rejected(request({"Origin": "http://server.example.com"}, field), 400)


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://server.example.com:8765", ""])
def test_a_page_of_another_origin_is_refused(origin: str) -> None:
    rejected(request({"Origin": origin}), 403)


def test_a_page_of_the_same_origin_is_let_in_whatever_else_is_allowed() -> None:
    same = request({"Origin": "https://server.example.com"})
    assert isinstance(accept(same), Upgrade)
    assert isinstance(accept(same, origin_allowed=lambda _: False), Upgrade)


def test_a_page_that_is_not_among_the_allowed_is_refused() -> None:
    result = accept(request({"Origin": "http://evil"}), origin_allowed=lambda origin: origin == "http://good")
    assert isinstance(result, Rejection)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ("b, a", "b"),
        ("c, a, b", "a"),
        ("c", None),
        ("A", None),
        ("", None),
        (None, None),
    ],
)
def test_the_first_offer_that_we_speak_is_chosen(offered: str | None, chosen: str | None) -> None:
    result = accept(request({"Sec-WebSocket-Protocol": offered}), subprotocols=["a", "b"])
    assert isinstance(result, Upgrade)
    assert result.subprotocol == chosen
    assert answer(result).headers.get("Sec-WebSocket-Protocol") == chosen


def test_offers_may_stand_in_several_fields() -> None:
    result = accept(
        request({}, ("Sec-WebSocket-Protocol", "c"), ("Sec-WebSocket-Protocol", "a")), subprotocols=["a"]
    )
    assert isinstance(result, Upgrade)
    assert result.subprotocol == "a"


@pytest.mark.parametrize("offered", ["a, a", "a b", "a/b", '"a"'])
def test_offers_that_are_malformed_or_come_twice_are_refused(offered: str) -> None:
    rejected(request({"Sec-WebSocket-Protocol": offered}), 400)


@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "Origin", "Sec-WebSocket-Protocol"]),
        st.text(st.characters(max_codepoint=255)),
    )
)
def test_no_request_makes_the_server_raise(changes: dict[str, str]) -> None:
    assert isinstance(accept(request({**changes})), (Upgrade, Rejection))


def test_the_key_of_the_rfc_has_the_answer_of_the_rfc() -> None:
    assert accept_key(KEY) == ACCEPT
