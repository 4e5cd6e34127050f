import pytest

from besedka.chat.language.events import Refused
from besedka.dialects import NOT_TEXT, Request
from besedka.server.sessions.framing import CONTROL, LineLink, Link, Over, WebSocketLink
from besedka.wire.websocket import Role, WebSocket


def client() -> WebSocket:
    return WebSocket(Role.CLIENT, new_mask=lambda: b"\1\2\3\4")


def heard(link: Link) -> list[object]:
    return list(iter(link.hear, None))


def lines(data: bytes, *, eof: bool = False, limit: int = 100) -> tuple[LineLink, list[object]]:
    link = LineLink(limit)
    link.receive(data)
    if eof:
        link.receive_eof()
    return link, heard(link)


def codes(things: list[object]) -> list[str]:
    return [
        thing.ask.code for thing in things if isinstance(thing, Request) and isinstance(thing.ask, Refused)
    ]


def test_each_line_is_a_text() -> None:
    assert lines(b"a\r\nb\nc")[1] == ["a", "b"]


def test_the_end_of_the_lines_is_an_exit_that_still_listens() -> None:
    assert lines(b"a", eof=True)[1] == ["a", Over("exit", listening=True)]


def test_what_is_no_text_is_refused_in_its_place() -> None:
    things = lines(b"\xfe\n" + b"x" * 200 + b"\nok\n")[1]
    assert codes(things) == ["bad-encoding", "line-too-long"]
    assert things[-1] == "ok"


def test_a_request_line_is_the_end() -> None:
    link, things = lines(b"POST / HTTP/1.1\r\n\r\nsend hi\n")
    assert things == [Over("error")]
    assert link.over


def test_lines_have_no_protocol_of_their_own() -> None:
    link, _ = lines(b"")
    assert (link.take_outgoing(), link.make_ping(), link.over) == (b"", b"", False)
    assert link.goodbye(1000) == b""
    assert link.over
    assert link.frame("hi") == b"hi\n"


def test_each_message_is_a_text() -> None:
    link = WebSocketLink(100)
    link.receive(client().send_text("a\nb"))
    assert heard(link) == ["a\nb"]


def test_a_binary_message_is_no_text() -> None:
    link = WebSocketLink(100)
    link.receive(client().send_binary(b"a"))
    assert heard(link) == [NOT_TEXT]


def test_a_ping_is_for_the_connection_and_is_answered() -> None:
    link = WebSocketLink(100)
    link.receive(client().send_ping(b"?"))
    assert heard(link) == [CONTROL]
    assert link.take_outgoing() == b"\x8a\x01?"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(client().close(), "exit"), (client().close(None), "exit"), (b"\x81\x01a", "error"), (b"", "lost")],
)
def test_the_end_has_a_reason(data: bytes, reason: str) -> None:
    link = WebSocketLink(100)
    link.receive(data)
    link.receive_eof()
    (end,) = heard(link)
    assert isinstance(end, Over)
    assert (end.reason, end.listening) == (reason, False)
    assert link.over


def test_behind_our_close_frame_nothing_is_said() -> None:
    link = WebSocketLink(100)
    assert link.goodbye(1001) == b"\x88\x02\x03\xe9"
    assert link.goodbye(1001) == b""
    assert link.make_ping() == b""
    assert not link.over
