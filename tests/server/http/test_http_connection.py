import json

import pytest
from server_bench import UPGRADE, Bench, Peer, handshake

from besedka.server.process.config import Config


def ask(request: str, config: Config | None = None) -> Peer:
    return Bench(config).peer().send(request)


def get(path: str, method: str = "GET", *headers: str) -> str:
    lines = [f"{method} {path} HTTP/1.1", "Host: chat", *headers, "", ""]
    return ask("\r\n".join(lines)).text


def status(answer: str) -> int:
    return int(answer.split()[1])


def test_health_is_json() -> None:
    head, _, body = get("/healthz").partition("\r\n\r\n")
    health = json.loads(body)
    assert (health["status"], health["members"]) == ("ok", 0)
    assert "Content-Type: application/json" in head
    assert "Cache-Control: no-store" in head


def test_the_front_page_is_html_and_its_own_scripts_are_all_that_runs() -> None:
    answer = get("/")
    assert status(answer) == 200
    assert "text/html; charset=utf-8" in answer
    assert "Content-Security-Policy: default-src 'self'" in answer
    assert "unsafe" not in answer.partition("\r\n\r\n")[0]


def test_answers_have_a_date() -> None:
    assert "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\n" in get("/healthz")


@pytest.mark.parametrize("path", ["/", "/healthz", "/ws", "/nothing"])
def test_the_answer_to_head_has_no_body(path: str) -> None:
    head, _, body = get(path, "HEAD").partition("\r\n\r\n")
    assert body == ""
    assert status(head) == status(get(path))
    assert "Content-Length: 0" not in head


@pytest.mark.parametrize(
    ("path", "method", "code"),
    [
        ("/nothing", "GET", 404),
        ("/healthz/", "GET", 404),
        ("/../etc/passwd", "GET", 404),
        ("/%2e%2e/", "GET", 404),
        ("*", "OPTIONS", 404),
        ("/", "POST", 405),
        ("/healthz", "DELETE", 405),
        ("/ws", "GET", 426),
        ("/a b", "GET", 400),
        ("/" + "a" * 20_000, "GET", 414),
    ],
)
def test_everything_else_gets_its_own_refusal(path: str, method: str, code: int) -> None:
    answer = get(path, method)
    assert status(answer) == code
    assert ("Allow: GET, HEAD" in answer) is (code == 405)
    assert "close" in answer


def test_the_way_to_the_websocket_is_named_as_http_wants_it() -> None:
    answer = get("/ws")
    assert "Upgrade: websocket\r\n" in answer
    assert "Connection: Upgrade, close\r\n" in answer


def test_too_many_headers_are_refused() -> None:
    assert status(get("/", "GET", *["A: b"] * 200)) == 431
    assert status(get("/", "GET", "A: " + "b" * 20_000)) == 431


def test_another_version_is_refused() -> None:
    assert status(ask("GET / HTTP/2.0\r\n\r\n").text) == 505


@pytest.mark.parametrize("path", ["/", "/ws", "/ws?name=ann", "/?lang=ru"])
def test_the_websocket_is_at_two_paths(path: str) -> None:
    assert Bench().websocket(path).texts()


def test_a_handshake_elsewhere_is_not_found() -> None:
    assert status(ask(handshake("/chat").decode()).text) == 404


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_handshake_with_another_method_is_not_allowed(method: str) -> None:
    assert status(ask(f"{method} / HTTP/1.1\r\n{UPGRADE}\r\n").text) == 405


def test_a_head_request_for_a_websocket_has_no_body() -> None:
    assert ask(f"HEAD /ws HTTP/1.1\r\n{UPGRADE}\r\n").text.endswith("\r\n\r\n")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Version: 13", "Version: 8", 426),
        ("Key: dGhl", "Key: ", 400),
        ("Connection: Upgrade", "Connection: close", 400),
        ("Host: chat\r\n", "Host: chat\r\nOrigin: http://evil.example\r\n", 403),
        ("Host: chat\r\n", "Host: chat\r\nOrigin: null\r\n", 403),
        ("Host: chat\r\n", "Host: chat\r\nOrigin: http://chat\r\nOrigin: http://chat\r\n", 403),
    ],
)
def test_a_bad_handshake_is_refused_and_nobody_joins(old: str, new: str, code: int) -> None:
    bench = Bench()
    peer = bench.peer().send(handshake().decode().replace(old, new))
    assert status(peer.text) == code
    assert "X-Content-Type-Options: nosniff" in peer.text
    assert peer.transport.finished
    assert bench.hub.population == 0


@pytest.mark.parametrize("origins", [("http://page.example",), ("*",)])
def test_a_foreign_page_joins_when_its_origin_is_allowed(origins: tuple[str, ...]) -> None:
    bench = Bench(Config(origins=origins))
    peer = bench.peer().upgrade("/", "Origin: http://page.example")
    assert peer.texts()


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1:8765", "[::1]:8765", "localhost"])
def test_our_own_page_joins(host: str) -> None:
    request = handshake("/", f"Origin: http://{host}").decode().replace("Host: chat", f"Host: {host}")
    assert status(ask(request).text) == 101


def test_a_page_whose_name_was_bent_to_loopback_stays_out() -> None:
    request = (
        handshake("/", "Origin: http://evil.example").decode().replace("Host: chat", "Host: evil.example")
    )
    assert status(ask(request).text) == 403
    assert status(ask(request, Config(origins=("http://evil.example",))).text) == 101


def test_a_full_chat_answers_503() -> None:
    bench = Bench(Config(max_clients=1))
    bench.websocket()
    answer = bench.peer().send(handshake()).text
    assert status(answer) == 503
    assert "Retry-After: 60" in answer


def test_the_known_one_of_the_offered_subprotocols_is_chosen() -> None:
    answer = ask(handshake("/", "Sec-WebSocket-Protocol: chat, besedka.v1.json").decode()).output
    head, _, rest = answer.partition(b"\r\n\r\n")
    assert b"Sec-WebSocket-Protocol: besedka.v1.json" in head
    assert b'{"type":"welcome"' in rest


def test_unknown_subprotocols_are_passed_over() -> None:
    answer = ask(handshake("/", "Sec-WebSocket-Protocol: chat").decode()).output
    assert b"Sec-WebSocket-Protocol" not in answer
    assert b"Welcome" in answer


@pytest.mark.parametrize(
    "query", ["", "?", "?name=", "?lang=", "?name=%FF%00&lang=%FF", "?name=" + "x" * 9000]
)
def test_no_query_keeps_anybody_out(query: str) -> None:
    bench = Bench()
    assert bench.websocket(f"/ws{query}").texts()
    assert bench.hub.population == 1


def test_name_and_language_come_with_the_address() -> None:
    texts = Bench().websocket("/ws?name=%D0%90%D0%BD%D0%BD%D0%B0&lang=ru").texts()
    assert "Анна" in texts[0]
    assert "Добро" in texts[0]
