import re
import signal
import socket
import time

import pytest
from e2e_harness import PATIENCE, Server, last_words
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: chat\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def test_who_says_nothing_is_greeted_after_three_seconds_and_a_half_and_in_the_chat_with_enter(
    server: Server,
) -> None:
    began = time.monotonic()
    with server.program() as listener, server.socket() as wire:
        wire.until("Press Enter")
        assert time.monotonic() - began > 3.4
        listener.ask("users", ref=1)
        assert len(listener.next("users", ref=1)["users"]) == 1
        wire.send("\n")
        assert "Welcome to Besedka!" in wire.until("says hello (times: ")


def test_handshakes_that_wait_for_a_server_that_was_stopped_are_not_greeted(server: Server) -> None:
    crowd = [server.socket() for _ in range(60)]
    time.sleep(0.2)
    server.process.send_signal(signal.SIGSTOP)
    for wire in crowd:
        wire.send(HANDSHAKE)
    late = [server.socket() for _ in range(60)]
    for wire in late:
        wire.send(HANDSHAKE)
    time.sleep(3.7)  # longer than anybody is waited for
    server.process.send_signal(signal.SIGCONT)
    for wire in crowd + late:
        with wire:
            assert wire.until("\r\n").startswith("HTTP/1.1 101 ")


def test_telnets_interrupt_leaves_the_screen_alive(server: Server) -> None:
    with server.lines() as wire:
        wire.send(b"\xff\xf4\xff\xfd\x06")
        assert wire.peer.recv(3) == b"\xff\xfb\x06"
        wire.send("send still here\r\n")
        wire.until(": still here")


def test_an_urgent_data_mark_swallows_no_letter(server: Server) -> None:
    with server.lines() as wire:
        wire.send(b"\xff")
        wire.peer.send(b"\xf2", socket.MSG_OOB)
        wire.send("send whole\r\n")
        wire.until(": whole")


def test_nc_with_a_half_closed_end_gets_all_its_answers(server: Server) -> None:
    with server.socket() as wire:
        wire.send("send one\nsend two\nhelp rename\nhistory")
        wire.finish()
        text = wire.rest()
    places = [
        text.index(words)
        for words in (": one", ": two", "rename NAME", "The last", "Goodbye!")
        if words in text
    ]
    assert places == sorted(places)
    assert len(places) >= 4
    assert text.endswith("Goodbye!\n")


def test_telnet_says_hello_in_its_own_way(server: Server) -> None:
    with server.socket() as wire:
        wire.send(b"\xff\xfb\x18\xff\xfd\x03")
        wire.until("Press Enter")
        wire.send(b"send t\xff\xf1elnet\r\0")
        wire.until(": telnet")


def test_exit_by_lines_ends_the_connection(server: Server) -> None:
    with server.lines() as wire:
        wire.send("EXIT\r\nsend late\r\n")
        text = wire.rest()
    assert text.endswith("Goodbye!\n")


def test_a_websocket_without_a_subprotocol_speaks_plainly(server: Server) -> None:
    with server.websocket("/ws?lang=ru&name=Оля") as peer:
        assert "Оля" in str(peer.recv(PATIENCE))
        peer.send("/send первая\nвторая")
        assert re.fullmatch(r"\d\d:\d\d:\d\d #\d+ Оля: первая\n  \| вторая", str(peer.recv(PATIENCE)))
        peer.send("exit")
        assert last_words(peer)[1] == 1000


def test_a_websocket_that_closes_is_answered_in_kind(server: Server) -> None:
    with server.websocket() as peer:
        peer.close(4321)
        assert peer.close_code == 4321


def test_a_program_speaks_json(server: Server) -> None:
    with server.program("/?name=robot") as robot:
        robot.ask("send", text="beep", ref="r")
        number = robot.next("accepted", ref="r")["number"]
        assert robot.next("message", number=number)["text"] == "beep"


def test_a_ping_is_answered(server: Server) -> None:
    with server.websocket() as peer:
        assert peer.ping().wait(PATIENCE)


def test_unknown_subprotocols_leave_the_plain_way(server: Server) -> None:
    with server.websocket(subprotocols=["chat", "superchat"]) as peer:
        assert peer.subprotocol is None
        assert "Welcome" in str(peer.recv(PATIENCE))


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_a_foreign_page_stays_out(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, server.websocket(additional_headers={"Origin": origin}):
        pass
    assert refused.value.response.status_code == 403


def test_our_own_page_comes_in(server: Server) -> None:
    with server.websocket(additional_headers={"Origin": f"http://127.0.0.1:{server.port}"}) as peer:
        peer.recv(PATIENCE)


def test_a_name_bent_to_loopback_stays_out(server: Server) -> None:
    address = f"ws://evil.example:{server.port}/"
    headers = {"Origin": f"http://evil.example:{server.port}"}
    with pytest.raises(InvalidStatus) as refused, server.socket() as wire:
        connect(address, sock=wire.peer, additional_headers=headers)
    assert refused.value.response.status_code == 403
