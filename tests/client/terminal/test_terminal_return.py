"""The whole client in a pseudo-terminal, with a server whose sessions come back."""

import os
import signal
from collections.abc import Iterator

import pytest
from pty_driver import Driver, asked, driving
from serving import Handle

from besedka.chat.language.commands import Leave, Send
from besedka.dialects.commands.requests import Replaced
from besedka.wire.http import encode_response

BUSY = encode_response(503, b"busy")
LOST = "What you type now will be sent when it is back"


@pytest.fixture
def ann(server: Handle) -> Iterator[Driver]:
    server.server.resume = True
    with driving(server.address, "--name", "ann", columns=120) as driver:
        driver.sees("ann>")
        yield driver


def lose(server: Handle) -> None:
    """The connection breaks and does not come back before `is_back`."""
    server.server.refuse = BUSY
    server.do(server.server.drop)


def is_back(server: Handle) -> None:
    server.server.refuse = None


def sent(server: Handle) -> list[str]:
    return [ask.text for ask in asked(server) if isinstance(ask, Send)]


def test_what_is_typed_without_a_connection_waits_for_it_and_the_draft_stays(
    ann: Driver, server: Handle
) -> None:
    lose(server)
    ann.sees(LOST)
    ann.type("send one\rsend two\rsend draft")
    ann.sees("This will be sent as soon as the connection is back:")
    ann.until(lambda: ann.shows("» send one") and ann.shows("» send two"))
    ann.until(lambda: "(2 lines wait) ann> send draft" in ann.last)
    assert sent(server) == []
    server.do(server.server.speak, "eve", "meanwhile")
    is_back(server)
    ann.sees("ann: two")
    ann.until(lambda: ann.last == "ann> send draft")
    said = [row.split(" ", 2)[2] for row in ann.rows if " #" in row]
    assert said == ["eve: meanwhile", "ann: one", "ann: two"]
    assert sent(server) == ["one", "two"]
    assert sum("Welcome" in row for row in ann.rows) == 1


def test_enter_tries_at_once(ann: Driver, server: Handle) -> None:
    lose(server)
    ann.sees("next try in")
    is_back(server)
    ann.type("\r")
    ann.until(lambda: ann.last == "ann>")


@pytest.mark.parametrize("arguments", [[], ["--plain"]])
def test_who_was_stopped_is_back_as_soon_as_it_is_continued(server: Handle, arguments: list[str]) -> None:
    server.server.resume = True
    with driving(server.address, "--name", "ann", *arguments) as ann:
        ann.sees("lists commands")
        ann.type("send draft")
        ann.sees("send draft")
        os.kill(ann.process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, ann.process.pid, os.WSTOPPED)
        server.do(server.server.drop)
        server.do(server.server.speak, "eve", "meanwhile")
        os.kill(ann.process.pid, signal.SIGCONT)
        ann.sees("eve: meanwhile")
        ann.type("\r" if not arguments else "\n")
        ann.sees("ann: draft")


def test_after_the_end_of_the_session_lines_are_offered_and_not_sent(ann: Driver, server: Handle) -> None:
    lose(server)
    ann.sees(LOST)
    ann.type("send one\rsend two\r")
    ann.sees("» send two")
    server.do(server.server.forget)
    is_back(server)
    ann.sees("and your session has ended. This is a new one.")
    ann.sees("Failed: this was not sent. Send it now? Enter does.")
    ann.until(lambda: ann.last == "ann> send two")
    assert sent(server) == []
    ann.type("\r")
    ann.sees("ann: two")
    ann.type("\x1b[A\x1b[A")
    ann.until(lambda: ann.last == "ann> send one")


def test_a_line_without_an_answer_is_sent_again_by_its_number_and_not_offered(
    ann: Driver, server: Handle
) -> None:
    server.server.deaf = True
    ann.type("send hello\r")
    ann.until(lambda: sent(server))
    ann.until(lambda: ann.last == "Sending… ann>")
    server.server.deaf = False
    server.do(server.server.drop)
    ann.sees("ann: hello")
    ann.until(lambda: ann.last == "ann>")
    assert not ann.shows("Failed")


def test_a_server_that_has_kept_nothing_is_told_to_be_a_new_one(ann: Driver, server: Handle) -> None:
    ann.type("send draft")
    server.do(server.server.restart)
    ann.sees("The server was restarted and has kept nothing. This is a new session.")
    ann.until(lambda: sum("Welcome" in row for row in ann.rows) == 2)
    ann.until(lambda: ann.last == "ann> send draft")


def test_a_session_that_goes_on_elsewhere_ends_the_client(ann: Driver, server: Handle) -> None:
    server.do(server.server.peers[0].tell, Replaced(), server.server.last)
    server.do(server.server.close, 4001, "replaced")
    assert ann.ends() == 1
    rows = " ".join(" ".join(ann.rows).split())
    assert "This session goes on over another connection. Start the program again to come in anew." in rows
    assert ann.restored()


@pytest.mark.parametrize("typed", ["exit\r", "\x04", "\x03"])
def test_leaving_without_a_connection_is_immediate_and_names_what_was_not_sent(
    ann: Driver, server: Handle, typed: str
) -> None:
    lose(server)
    ann.sees(LOST)
    ann.type("send one\r")
    ann.sees("» send one")
    ann.type(typed)
    assert ann.ends() == 0
    assert ann.shows("This was not sent:")
    assert Leave("exit") not in asked(server)


def test_in_plain_lines_it_is_the_same(server: Handle) -> None:
    server.server.resume = True
    with driving(server.address, "--name", "ann", "--plain", "--lang", "ru") as ann:
        ann.sees("ann")
        lose(server)
        ann.sees("Связь потеряна.")
        ann.type("send раз\n")
        ann.sees("Будет отправлено, как только восстановится связь:")
        server.do(server.server.speak, "eve", "между тем")
        is_back(server)
        ann.type("\n")
        ann.sees("ann: раз")
        assert ann.shows("Связь восстановлена.")
        said = [row.split(" ", 2)[2] for row in ann.rows if " #" in row]
        assert said == ["eve: между тем", "ann: раз"]
        assert b"\x1b" not in ann.output


@pytest.mark.parametrize("way_out", ["\x04", "\x03", "exit\n"])
def test_in_plain_lines_leaving_without_a_connection_names_what_was_not_sent(
    server: Handle, way_out: str
) -> None:
    server.server.resume = True
    with driving(server.address, "--name", "ann", "--plain", columns=120) as ann:
        ann.sees("lists commands")
        lose(server)
        ann.sees(LOST)
        ann.type("send one\n")
        ann.sees("» send one")
        ann.type(way_out)
        assert ann.ends() == 0
        assert ann.shows("Line 1 of the input was not sent, the connection is lost:")
