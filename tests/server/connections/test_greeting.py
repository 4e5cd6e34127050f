"""Greeted is not entered: who is a guest, and who only knocked."""

import pytest
from server_bench import Bench, Peer

from besedka.server.process.config import Config

REFUSED = 'event=refused why="no line of a chat"'
NO_TEXT = 'event=refused why="bytes that are no text"'


def knock(bench: Bench, *data: bytes) -> Peer:
    peer = bench.peer()
    for piece in data:
        peer.send(piece)
        bench.loop.advance(0.2)
    return peer


def entered(bench: Bench) -> bool:
    return any("event=joined" in line for line in bench.lines)


@pytest.mark.parametrize(
    "enter", [b"\n", b"\r\n", b"\r\0", b" \t\n", b"\xef\xbb\xbf\r\n", b"\xff\xfb\x18\r\n"]
)
def test_enter_leads_in(enter: bytes) -> None:
    peer = knock(Bench(), enter)
    assert "Welcome" in peer.text
    assert "empty" not in peer.text


@pytest.mark.parametrize("line", ["send hi", "USERS", "/help", "history", "\ufeffsend hi"])
def test_a_command_leads_in_and_is_done(line: str) -> None:
    peer = knock(Bench(), f"{line}\n".encode())
    assert "Welcome" in peer.text
    assert "Press Enter" not in peer.text
    assert "!" not in peer.text.replace("Besedka!", "")


def test_what_comes_behind_the_first_command_is_heard_as_well() -> None:
    peer = knock(Bench(), b"send one\nsend two\nusers\n")
    assert peer.text.index(": one") < peer.text.index(": two") < peer.text.index("(you)")


def test_any_other_line_gets_its_error_below_what_this_is_and_makes_no_guest() -> None:
    bench = Bench()
    peer = knock(bench, b"hello\n")
    greeting, error = peer.text.splitlines()
    assert "Press Enter" in greeting
    assert "no command `hello`" in error
    assert not entered(bench)
    assert not peer.transport.finished
    knock(bench)
    peer.send(b"\n")
    assert "Welcome" in peer.text


def test_the_third_wrong_line_is_the_last() -> None:
    bench = Bench()
    peer = knock(bench, b"hello\n", b"send\n", b"what\nusers\n")
    assert peer.text.count(" ! ") == 3
    assert "The connection ends" in peer.text.splitlines()[-1]
    assert peer.transport.finished
    assert not entered(bench)
    assert bench.lines.count(REFUSED) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"OPTIONS / RTSP/1.0\r\n\r\n",
        b"OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm\r\nFrom: <sip:nm@nm>\r\n\r\n",
        b"GET /\r\n\r\n",
        b"PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"EHLO mail.example\r\n",
        b"*1\r\n$4\r\nping\r\n",
        b"stats\r\n",
    ],
)
@pytest.mark.parametrize("bit_by_bit", [False, True])
def test_other_protocols_of_lines_are_no_guests(data: bytes, bit_by_bit: bool) -> None:
    bench = Bench()
    pieces = [data[place : place + 1] for place in range(len(data))] if bit_by_bit else [data]
    peer = knock(bench, *pieces)
    peer.eof()
    bench.loop.advance(2)
    assert not entered(bench)
    assert bench.registry.connections == {}
    assert bench.loop.pending == []


@pytest.mark.parametrize(
    "data", [b"\r\n\r\n\0\r\nQUIT\n\x21\x11", b"\0\0\0\x85\xffSMB", "hé\n".encode("latin-1")]
)
def test_bytes_that_are_no_text_end_it_with_the_reason(data: bytes) -> None:
    bench = Bench()
    peer = knock(bench, data)
    assert "not UTF-8" in peer.text
    assert peer.transport.finished
    assert bench.lines == [NO_TEXT]


@pytest.mark.parametrize("late", ["send привет\n".encode("cp1251"), b"users\0\n", b"x" * 60_000 + b"\n"])
def test_bytes_that_are_no_text_end_it_behind_a_greeting_as_well(late: bytes) -> None:
    bench = Bench()
    peer = bench.peer()
    bench.loop.advance(3.6)
    peer.send(late)
    assert peer.transport.finished
    assert not entered(bench)
    assert len(bench.lines) == 1


def test_telnet_alone_is_greeted_as_a_telnet_and_answered() -> None:
    bench = Bench()
    peer = knock(bench, b"\xff\xf4\xff\xfd\x06")
    assert peer.output.startswith(b"\xff\xfb\x06")
    assert peer.output.endswith(b".\r\n")
    peer.send(b"\xff\xfd\x06")
    assert peer.output.endswith(b"\xff\xfb\x06")
    peer.send(b"send hi\r\n")
    assert peer.output.endswith(b": hi\r\n")
    peer.send(b"\xff\xf6")
    assert peer.output.endswith(b"[yes]\r\n")


def test_the_end_of_the_bytes_without_a_line_makes_no_guest() -> None:
    bench = Bench()
    peer = bench.peer()
    bench.loop.advance(3.6)
    peer.eof()
    assert peer.transport.closing
    assert bench.lines == []


def test_a_line_without_its_end_counts_when_nothing_more_comes() -> None:
    bench = Bench()
    peer = knock(bench, b"send hi").eof()
    assert ": hi" in peer.text
    assert "Goodbye" in peer.text


def test_bytes_without_a_line_come_to_an_end() -> None:
    bench = Bench()
    peer = bench.peer()
    bench.loop.advance(3.6)
    for _ in range(200):
        if not peer.transport.finished:
            peer.send(b"\xff\xf1" * 1000)
    assert peer.transport.finished
    assert 'event=refused why="too many bytes, and no command"' in bench.lines


def test_who_neither_comes_nor_goes_is_let_go_after_ten_minutes() -> None:
    bench = Bench()
    peer = bench.peer()
    bench.loop.advance(603)
    assert not peer.transport.finished
    bench.loop.advance(2)
    assert peer.transport.finished


def test_five_thousand_silent_connections_are_nobody() -> None:
    bench = Bench()
    watcher = bench.websocket()
    watcher.texts()
    for _ in range(5000):
        bench.peer("192.0.2.7")
    bench.loop.advance(5)
    assert watcher.texts() == []
    assert bench.hub.population == 1


def test_the_greeting_speaks_the_servers_language() -> None:
    bench = Bench(Config(flood=0.0, language="ru"))
    peer = bench.peer()
    bench.loop.advance(3.6)
    assert "Enter" in peer.text
    assert "Press" not in peer.text


def test_much_in_one_go_behind_the_first_command_is_all_heard() -> None:
    texts = [f"{number}" + "x" * 50 for number in range(900)]
    peer = knock(Bench(), "".join(f"send {text}\n" for text in texts).encode())
    assert all(f": {text}\n" in peer.text for text in texts)


def test_the_longest_text_may_come_first() -> None:
    peer = knock(Bench(), f"send {'😀' * 4000}\n".encode())
    assert "😀" * 4000 in peer.text


@pytest.mark.parametrize("flood", [b"\xff\xf1\xff\xfb\x18", b"x\xff\xf1", b"\xff\xfa\x18\xff\xf0\xff\xf7"])
def test_a_flood_of_telnet_alone_ends_early(flood: bytes) -> None:
    bench = Bench()
    peer = knock(bench, flood * 20_000)
    assert peer.transport.finished
    assert len(peer.output) < 10_000
