"""Sessions that come back over other connections, with a real server and raw WebSockets."""

import contextlib
import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from e2e_harness import PATIENCE, Server, last_words
from protocol_schemas import validate
from websockets.sync.client import ClientConnection
from websockets.typing import Subprotocol


class Line:
    """One connection of somebody who comes back: nothing is sent or read by itself."""

    def __init__(self, peer: ClientConnection) -> None:
        self.peer = peer

    def ask(self, kind: str, **fields: Any) -> None:
        message = {"type": kind, **fields}
        validate(message, "in")
        self.peer.send(json.dumps(message))

    def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.peer.recv(PATIENCE))
        validate(message, "out")
        return message

    def read(self, count: int) -> list[str]:
        events = [self.receive() for _ in range(count)]
        return [event.get("code") or event.get("text") or event["type"] for event in events]

    def cut(self) -> None:
        """The connection breaks, without a Close."""
        self.peer.socket.close()


@contextlib.contextmanager
def line(server: Server, name: str) -> Iterator[Line]:
    with server.websocket(f"/?name={name}&resume=1", subprotocols=[Subprotocol("besedka.v1.json")]) as peer:
        yield Line(peer)


def joined(ann: Line) -> tuple[str, int]:
    """The token, and the position."""
    ann.ask("join")
    welcome, session = ann.receive(), ann.receive()
    assert (welcome["type"], session["type"]) == ("welcome", "session")
    return session["token"], welcome["seq"]


def test_who_was_cut_off_comes_back_and_is_told_what_it_missed(start: Callable[..., Server]) -> None:
    server = start("--flood", "0")
    with server.program("/?name=bob") as bob:
        with line(server, "ann") as ann:
            token, seq = joined(ann)
            ann.cut()
        bob.ask("send", text="psst", to="ann")
        bob.ask("send", text="all", ref=1)
        bob.next("accepted", ref=1)
        with line(server, "ann") as ann:
            ann.ask("resume", token=token, seq=seq)
            assert ann.read(3) == ["resumed", "psst", "all"]
            ann.ask("send", text="back", request=1)
            assert ann.read(2) == ["accepted", "back"]
        assert bob.next("message", text="back")["from"] == "ann"


def test_the_newer_of_two_connections_wins(start: Callable[..., Server]) -> None:
    server = start("--flood", "0")
    with line(server, "ann") as older, line(server, "ann") as newer:
        token, seq = joined(older)
        newer.ask("resume", token=token, seq=seq)
        assert newer.read(1) == ["resumed"]
        heard, code = last_words(older.peer)
        assert [json.loads(text)["type"] for text in heard] == ["replaced"]
        assert code == 4001


def test_who_has_lost_the_connection_before_it_had_its_token_comes_back_under_its_name(
    start: Callable[..., Server],
) -> None:
    server = start("--flood", "0")
    with server.program("/?name=bob") as bob:
        with line(server, "ann") as ann:
            ann.ask("join")
            bob.next("joined", name="ann")
            ann.cut()
        with line(server, "ann") as ann:
            ann.ask("join")
            assert ann.receive()["name"] == "ann"
        assert bob.next("left")["name"] == "ann"
        bob.next("joined", name="ann")


def test_a_wrong_token_is_refused_and_in_no_log(start: Callable[..., Server]) -> None:
    server = start("--flood", "0", "--log-level", "debug")
    with line(server, "ann") as ann, line(server, "eve") as eve:
        token, _ = joined(ann)
        eve.ask("resume", token=f"{token}x", seq=0)
        assert eve.read(1) == ["unknown-session"]
        foreign = f"of-another-run.{token.rpartition('.')[2]}"
        eve.ask("resume", token=foreign, seq=0)
        assert eve.read(1) == ["new-server"]
        assert joined(eve)[0] != token
    assert token.rpartition(".")[2] not in server.logged()


def test_a_session_outlives_a_server_with_a_journal_that_is_killed(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    options = ("--flood", "0", "--journal", str(tmp_path / "chat.db"))
    first = start(*options)
    with first.program("/?name=bob") as bob, line(first, "ann") as ann:
        token, seq = joined(ann)
        bob.ask("send", text="psst", to="ann", ref=1)
        bob.next("accepted", ref=1)
        first.stop(signal.SIGKILL)
    second = start(*options)
    with line(second, "ann") as ann:
        ann.ask("resume", token=token, seq=seq)
        assert ann.read(2) == ["resumed", "psst"]
