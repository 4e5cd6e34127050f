import gzip
import http.client
import json
import re
import time
from collections.abc import Callable

import pytest
from e2e_harness import PATIENCE, Server


def ask(server: Server, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def test_health_can_be_asked_for(server: Server) -> None:
    status, body = ask(server, "GET", "/healthz")
    assert status == 200
    assert json.loads(body)["status"] == "ok"


def test_a_browser_finds_a_page(server: Server) -> None:
    status, body = ask(server, "GET", "/")
    assert status == 200
    assert b"<html" in body


def test_the_page_and_all_that_it_names_come_over_one_connection(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", "/", headers={"Accept-Encoding": "gzip"})
    sock = connection.sock
    answer = connection.getresponse()
    assert answer.headers["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.read()).decode()
    named = set(re.findall(r'(?:src|href)="?(/[^"#>\s]*)', page))
    assert named
    for path in sorted(named):
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        assert (path, answer.status) == (path, 200)
        connection.request("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
        again = connection.getresponse()
        assert (again.status, again.read()) == (304, b"")
        assert body
    assert connection.sock is sock
    connection.close()


def test_a_visit_of_the_page_brings_no_guest_by_its_spare_connection(server: Server) -> None:
    with server.program() as listener, server.socket() as spare:
        assert ask(server, "GET", "/")[0] == 200
        spare.peer.settimeout(4)
        with pytest.raises(TimeoutError):
            spare.until("Besedka")
        spare.peer.settimeout(PATIENCE)
        listener.ask("users", ref=1)
        assert len(listener.next("users", ref=1)["users"]) == 1
        spare.send("\n")
        spare.until("Welcome to Besedka!")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", "/", 200),
        ("GET", "/x", 404),
        ("POST", "/", 405),
        ("GET", "/ws", 426),
        ("GET", "/" + "a" * 20_000, 414),
    ],
)
def test_the_status_says_what_is_wrong(server: Server, method: str, path: str, status: int) -> None:
    assert ask(server, method, path)[0] == status


def test_too_large_a_head_is_refused_as_such(server: Server) -> None:
    assert ask(server, "GET", "/", {"X": "y" * 20_000})[0] == 431


def test_what_is_no_http_is_a_bad_request(server: Server) -> None:
    assert server.http("GET  / HTTP/1.1\r\nHost: x\r\n\r\n").startswith("HTTP/1.1 400 ")


def test_an_upgrade_without_a_key_is_a_bad_request(server: Server) -> None:
    headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    assert ask(server, "GET", "/", headers)[0] == 400
    assert ask(server, "GET", "/", {**headers, "Sec-WebSocket-Version": "7"})[0] == 426


@pytest.mark.parametrize("wait", [0.0, 0.7])
def test_a_browsers_post_with_commands_in_its_body_never_becomes_chat(server: Server, wait: float) -> None:
    with server.program() as listener, server.socket() as page:
        time.sleep(wait)
        page.send(
            "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 40\r\n\r\n"
            "\r\nsend INJECTED\nsend INJECTED\nsend INJECTED\n"
        )
        page.finish()
        assert "INJECTED" not in page.rest()
        listener.ask("history", ref=1)
        assert "INJECTED" not in json.dumps(listener.next("history", ref=1))


def test_a_large_body_does_not_lose_the_answer(server: Server) -> None:
    body = "x" * 300_000
    answer = server.http(f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n{body}")
    assert answer.startswith("HTTP/1.1 405 ")


def test_the_allowed_origin_is_let_in(start: Callable[..., Server]) -> None:
    server = start("--origin", "https://page.example")
    with server.websocket(additional_headers={"Origin": "https://PAGE.example"}) as peer:
        assert "Welcome" in str(peer.recv(PATIENCE))
