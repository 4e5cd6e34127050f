import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from e2e_harness import ROOT, Server, environment
from prometheus_client.parser import text_string_to_metric_families

Start = Callable[..., Server]


def metrics_of(server: Server) -> str:
    line = next(line for line in server.banner.splitlines() if "/metrics" in line)
    return line.rpartition(" ")[2]


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as response:  # noqa: S310 - our own server
        return str(response.read().decode())


def test_promtool_and_prometheus_own_parser_read_the_metrics(start: Start) -> None:
    promtool = shutil.which("promtool")
    assert promtool, "promtool is missing: on Debian it is in the package prometheus"
    text = fetch(metrics_of(start("--metrics", "127.0.0.1:0")))
    checked = subprocess.run(
        [promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    assert len(list(text_string_to_metric_families(text))) > 20


def test_readyz_is_200_on_both_listeners(start: Start) -> None:
    server = start("--metrics", "[::1]:0")
    for url in (metrics_of(server).replace("/metrics", "/readyz"), f"http://127.0.0.1:{server.port}/readyz"):
        assert fetch(url) == '{"status": "ready"}\n'


def test_others_than_get_and_other_paths_are_refused(start: Start) -> None:
    url = metrics_of(start("--metrics", "127.0.0.1:0"))
    for path, body, status in ((url, b"", 405), (url + "x", None, 404)):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(path, body, timeout=60)  # noqa: S310 - our own server
        assert caught.value.code == status
        caught.value.close()


def test_whoever_keeps_the_metrics_busy_is_no_delay_for_others(start: Start) -> None:
    server = start("--metrics", "127.0.0.1:0")
    port = int(metrics_of(server).rpartition(":")[2].partition("/")[0])
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
    assert fetch(f"http://127.0.0.1:{server.port}/readyz")
    for connection in idle:
        connection.close()


HOSTILE = [
    b"\0\xff" * 50_000,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /" + b"x" * 1_000_000,
    b"GET /metrics HTTP/1.1\r\n" + b"x: y\r\n" * 10_000,
    b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 5_000,
    b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 1_000_000,
    b"GET /metrics HTTP/1.1\r\nHost: x",
    b"",
]


def attack(port: int, data: bytes, end: str) -> None:
    """Send it, and go without having read the answer, or after it."""
    with socket.create_connection(("127.0.0.1", port), 60) as peer, contextlib.suppress(ConnectionError):
        peer.sendall(data)
        if end == "reset":
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        elif end == "read":
            peer.shutdown(socket.SHUT_WR)
            while peer.recv(1 << 16):
                pass


def test_whatever_is_sent_there_the_chat_goes_on_and_the_metrics_are_there_afterwards(start: Start) -> None:
    server = start("--metrics", "127.0.0.1:0")
    url = metrics_of(server)
    port = int(url.rpartition(":")[2].partition("/")[0])
    with server.program() as ann, server.program() as bob:
        for data in HOSTILE:
            for end in ("close", "reset", "read"):
                attack(port, data, end)
                ann.ask("send", text=f"behind {len(data)}")
                bob.next("message", text=f"behind {len(data)}")
    assert "besedka_info" in fetch(url)
    assert "refused" not in server.logged()  # `end` of the server looks for tracebacks.


def refused(*options: str) -> tuple[int, str]:
    """How a server with these options ends that says nothing on its standard output."""
    command = [sys.executable, "server_init.py", *options]
    found = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    assert found.stdout == ""
    return found.returncode, found.stderr


TAKEN = {
    "en": "Port {} at 127.0.0.1 is taken: stop what uses it, or choose another with --metrics.\n",
    "ru": "Порт {} на 127.0.0.1 занят. Остановите программу, которая его использует, "
    "или укажите другой: --metrics.\n",
}


@pytest.mark.parametrize(("lang", "sentence"), TAKEN.items())
def test_an_address_that_is_taken_is_one_sentence(lang: str, sentence: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = refused("--port", "0", "--metrics", f"127.0.0.1:{port}", "--lang", lang)
    assert found == (1, sentence.format(port))


HINT = f" `{sys.executable} server_init.py --help` shows the options.\n"
SAME = "The chat itself is at the address of --metrics; choose another port for one of them." + HINT
NO_PORT = "--metrics: “{}” is not an address with a port, such as 127.0.0.1:9165 or [::1]:9165." + HINT
NO_NUMBER = "--port: “65536” is not a whole number from 0 to 65535." + HINT
NO_ANSWER = "The name service does not answer"  # where there is no network
NO_HOST = "Cannot listen at nosuch.invalid, port 0: No such host.\n"


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (["--port", "9001", "--metrics", "localhost:9001"], 2, SAME),
        (["--port", "9001", "--metrics", "0.0.0.0:9001"], 2, SAME),
        (["--port", "9001", "--metrics", "[::1]:9001", "--host", "::"], 2, SAME),
        (["--port", "65536"], 2, NO_NUMBER),
        (["--metrics", "localhost:65536"], 2, NO_PORT.format("localhost:65536")),
        (["--port", "0", "--host", "nosuch.invalid"], 1, NO_HOST),
        (["--port", "0", "--host", "a\nb\x1b[2J"], 1, "Cannot listen at a b[2J, port 0: No such host.\n"),
        (["--port", "0", "--metrics", "nosuch.invalid:0"], 1, NO_HOST),
        (
            ["--port", "0", "--metrics", "a..b:9"],
            1,
            "Cannot listen at a..b, port 9: Invalid address or value.\n",
        ),
    ],
)
def test_addresses_that_do_not_do_are_one_sentence_and_nothing_is_touched(
    tmp_path: Path, options: list[str], code: int, sentence: str
) -> None:
    ended, said = refused("--journal", str(tmp_path / "chat.db"), *options)
    assert (ended, said.replace(NO_ANSWER, "No such host")) == (code, sentence)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_abstract", [False, True])
def test_the_service_manager_is_told(start: Start, tmp_path: Path, *, is_abstract: bool) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        name = f"@besedka-{tmp_path.name}" if is_abstract else str(tmp_path / "notify")
        manager.bind("\0" + name[1:] if is_abstract else name)
        manager.settimeout(60)
        server = start(NOTIFY_SOCKET=name)
        assert manager.recv(4096) == b"STATUS=Starting"
        assert manager.recv(4096) == b"READY=1\nSTATUS=Ready"
        server.process.send_signal(signal.SIGHUP)
        assert manager.recv(4096).startswith(b"RELOADING=1\nMONOTONIC_USEC=")
        assert manager.recv(4096) == b"READY=1\nSTATUS=Ready"
        server.process.send_signal(signal.SIGTERM)
        assert manager.recv(4096).startswith(b"STOPPING=1\n")
        assert server.process.wait(60) == 0


def test_others_than_this_machine_are_a_warning(start: Start) -> None:
    server = start("--metrics", "0.0.0.0:0")
    assert fetch(metrics_of(server)).startswith("# HELP besedka_info ")
    assert 'event=metrics-open host=0.0.0.0 why="there is no password"' in server.logged()


@pytest.mark.parametrize("name", ["/nowhere/at/all", "vsock:2:1", "@" + "x" * 300, "/" + "x" * 300])
def test_a_broken_notify_socket_stops_nothing(start: Start, name: str) -> None:
    server = start(NOTIFY_SOCKET=name)
    assert fetch(f"http://127.0.0.1:{server.port}/readyz")
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) == 0
