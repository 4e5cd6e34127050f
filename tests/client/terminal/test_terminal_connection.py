"""The whole client in a pseudo-terminal: a connection that is lost, and lines that get no answer."""

import json

from pty_driver import Driver, asked
from serving import Handle

from besedka.chat.language.commands import Send


def test_a_connection_that_is_lost_comes_back_and_the_line_is_kept(bob: Driver, server: Handle) -> None:
    port = server.server.port
    bob.type("send unfinished")
    bob.sees("send unfinished")
    server.do(server.server.stop)
    bob.sees("Connection lost. Trying again")
    bob.until(lambda: "(not connected" in bob.last and bob.last.endswith("bob> send unfinished"))
    bob.type("\r")
    bob.sees("Not connected at the moment; your line stays here.")
    server.do(server.server.speak, "eve", "meanwhile")
    server.do(server.server.start, port)
    bob.sees("eve: meanwhile")
    assert not bob.shows("onnected again")  # nothing stands before the name any more: that says it
    bob.until(lambda: bob.last == "bob> send unfinished")
    bob.type("\r")
    bob.sees("bob: unfinished")


def test_a_line_without_an_answer_is_given_back(bob: Driver, server: Handle) -> None:
    server.server.deaf = True
    bob.type("send lost?\r")
    bob.until(lambda: asked(server))
    server.server.deaf = False
    server.do(server.server.drop)
    bob.sees("Failed: no answer came to this. Send it again? Enter does.")
    bob.sees("» send lost?")
    bob.until(lambda: sum("Welcome" in row for row in bob.rows) == 2)
    bob.until(lambda: bob.last == "bob> send lost?")
    assert server.server.asked.count(Send("lost?")) == 1
    bob.type("\r")
    bob.sees("bob: lost?")


def test_a_line_that_was_begun_is_not_overwritten_by_one_without_an_answer(
    bob: Driver, server: Handle
) -> None:
    server.server.deaf = True
    bob.type("send lost?\r")
    bob.until(lambda: asked(server))
    bob.type("send other")
    bob.until(lambda: bob.last.endswith("send other"))
    server.server.deaf = False
    server.do(server.server.drop)
    bob.sees("Failed: no answer came to this. The Up key brings it back.")
    bob.until(lambda: bob.last.endswith("> send other"))
    bob.type("\x1b[A")
    bob.until(lambda: bob.last.endswith("> send lost?"))


def test_a_line_that_was_said_though_its_answer_is_lost_is_not_offered(bob: Driver, server: Handle) -> None:
    server.server.deaf = True
    bob.type("send lost?\r")
    bob.until(lambda: asked(server))
    server.server.deaf = False
    server.do(server.server.drop)
    server.do(server.server.speak, "bob", "lost?")
    server.do(server.server.speak, "eve", "another")
    bob.sees("eve: another")
    bob.sees("bob: lost?")
    bob.until(lambda: sum("Welcome" in row for row in bob.rows) == 2)
    bob.type("send next\r")
    bob.sees("bob: next")
    assert not bob.shows("Failed")
    assert server.server.asked.count(Send("lost?")) == 1


def test_a_line_that_is_said_after_it_was_offered_is_withdrawn(bob: Driver, server: Handle) -> None:
    server.server.deaf = True
    bob.type("send lost?\r")
    bob.until(lambda: asked(server))
    server.server.deaf = False
    server.do(server.server.drop)
    bob.until(lambda: bob.last == "bob> send lost?")
    server.do(server.server.speak, "bob", "lost?")
    bob.sees(f"It was sent after all: #{server.server.history[-1].message.number}.")
    bob.until(lambda: bob.last == "bob>")


def test_a_line_that_waits_for_its_answer_is_shown_to_be_under_way(bob: Driver, server: Handle) -> None:
    server.server.deaf = True
    bob.type("send hello\r")
    bob.until(lambda: bob.last == "Sending… bob>")
    ref = json.loads(server.server.peers[0].received[-1])["ref"]
    server.do(
        server.server.raw,
        f'{{"type":"accepted","seq":9,"at":"2026-11-22T23:59:00.000Z","command":"send","ref":{ref}}}',
    )
    bob.until(lambda: bob.last == "bob>")
