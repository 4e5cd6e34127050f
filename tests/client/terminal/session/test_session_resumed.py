"""A session of the terminal client with a server whose sessions come back."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from async_tests import asynchronous, until
from fake_peer import Peer
from fake_server import FakeServer
from fake_sessions import FakeSession
from serving import served
from session_watcher import Nap, Watcher, gone, start

from besedka.chat.language.commands import Leave, Rename, Send
from besedka.chat.language.events import Accepted, IgnoredListed, Left, Message, Recorded, Resumed, Welcome
from besedka.client import ConnectionReplaced, HandshakeRefused, SessionOver
from besedka.client.terminal.session.roster import Changes
from besedka.client.terminal.session.terminal_session import TerminalSession
from besedka.dialects.commands.requests import Replaced
from besedka.wire.http import encode_response

BUSY = encode_response(503, b"busy")
OFFERED = ("unanswered", ("send hello",))


class Visit:
    """A session, its server, and what was shown."""

    def __init__(
        self, server: FakeServer, started: tuple[TerminalSession, Watcher, "asyncio.Task[None]", Nap]
    ) -> None:
        self.server = server
        self.session, self.watcher, self.running, self.nap = started

    @property
    def seen(self) -> list[Any]:
        return self.watcher.seen

    @property
    def texts(self) -> list[str]:
        return [item.text for item in self.seen if isinstance(item, Message)]

    @property
    def sent(self) -> list[str]:
        """The texts that the server was asked to send, with each repetition."""
        return [ask.text for ask in self.server.asked if isinstance(ask, Send)]

    async def lose(self) -> None:
        """The connection breaks and does not come back before `returns`."""
        self.nap.awake.clear()
        self.server.refuse = BUSY
        naps = len(self.nap.seconds)
        self.server.drop()
        await until(lambda: len(self.nap.seconds) > naps)

    async def returns(self) -> None:
        self.server.refuse = None
        times = self.seen.count("connected")
        self.nap.awake.set()
        await until(lambda: self.seen.count("connected") > times)


@asynccontextmanager
async def visiting(*, script: bool = False) -> AsyncIterator[Visit]:
    async with served() as server:
        server.resume = True
        visit = Visit(server, await start(server, retry=not script))
        try:
            yield visit
        finally:
            if not visit.running.done():
                await gone(visit.running)


@asynchronous
async def test_what_was_missed_is_shown_once_and_in_order_and_what_was_private_with_it() -> None:
    async with visiting() as visit:
        visit.server.speak("eve", "before")
        await until(lambda: visit.texts)
        await visit.lose()
        visit.server.speak("eve", "one")
        visit.server.speak("eve", "for bob", to="bob")
        visit.server.speak("eve", "two")
        await visit.returns()
        visit.server.speak("eve", "live")
        await until(lambda: "live" in visit.texts)
        assert visit.texts == ["before", "one", "for bob", "two", "live"]
        assert sum(isinstance(item, Welcome) for item in visit.seen) == 1
        assert not any(isinstance(item, list) for item in visit.seen)  # the history was not asked for


@asynchronous
async def test_a_loss_is_shown_by_the_prompt_and_told_if_it_lasts() -> None:
    async with visiting() as visit:
        await visit.lose()
        assert "away 0" in visit.seen
        await until(lambda: visit.seen[-1] == "away 1")
        assert not visit.session.connected
        visit.session.hurry()
        assert visit.seen.count("lost") == 1
        await visit.returns()
        assert isinstance(visit.seen[-1], Resumed)


@asynchronous
async def test_a_connection_that_is_back_at_once_is_no_event() -> None:
    async with visiting() as visit:
        visit.server.drop()
        await until(lambda: visit.seen.count("connected") == 2)
        visit.server.speak("eve", "live")
        await until(lambda: visit.texts == ["live"])
        assert "lost" not in visit.seen


@asynchronous
async def test_what_is_typed_meanwhile_is_sent_on_the_return_in_order_and_once() -> None:
    async with visiting() as visit:
        await visit.lose()
        assert visit.session.say("send one")
        assert visit.session.say("send two")
        assert visit.session.waiting == 2
        await visit.returns()
        await until(lambda: not visit.session.waiting)
        assert visit.sent == ["one", "two"]
        assert visit.watcher.answers == [("send one", Accepted), ("send two", Accepted)]
        assert not any(item[:1] == ("unanswered",) for item in visit.seen if isinstance(item, tuple))


@asynchronous
async def test_a_line_without_an_answer_is_asked_again_with_its_number_and_not_offered() -> None:
    async with visiting() as visit:
        visit.server.deaf = True
        visit.session.say("send hello")
        await until(lambda: visit.sent)
        (first,) = numbers(visit.server)
        visit.server.deaf = False
        await visit.lose()
        await visit.returns()
        await until(lambda: not visit.session.waiting)
        assert numbers(visit.server) == [first]  # of the new connection
        assert visit.texts == ["hello"]
        assert OFFERED not in visit.seen


def numbers(server: FakeServer) -> list[int]:
    """The numbers of the requests on the connections that are open."""
    requests = [json.loads(text) for peer in server.peers for text in peer.received]
    return [request["request"] for request in requests if "request" in request and "line" in request]


@asynchronous
async def test_after_the_grace_a_new_session_is_told_with_what_is_gone() -> None:
    async with visiting() as visit:
        visit.session.say("ignore eve")
        visit.session.say("ignored")
        await until(lambda: any(isinstance(item, IgnoredListed) for item in visit.seen))
        visit.session.say("send -t 60 later")
        await until(lambda: len(visit.watcher.answers) == 3)
        await visit.lose()
        visit.server.speak("ann", "meanwhile")
        visit.server.forget()
        await visit.returns()
        await until(lambda: ["meanwhile"] in visit.seen)
        assert ("new session", "unknown-session", "eve") in visit.seen
        assert "Your delayed messages can no longer be cancelled; they will be sent: {numbers}" in visit.seen
        assert visit.watcher.numbers == f"#{visit.server.pending[0].number}"
        assert sum(isinstance(item, Welcome) for item in visit.seen) == 2


@asynchronous
async def test_after_a_long_absence_the_last_messages_are_shown_and_the_others_counted() -> None:
    async with visiting() as visit:
        visit.server.speak("eve", "before")
        await until(lambda: visit.texts)
        await visit.lose()
        meanwhile = [Message(1000 + number, "eve", f"{number}") for number in range(214)]
        visit.server.history += [Recorded(visit.server.stamp(), message) for message in meanwhile]
        visit.server.forget()
        await visit.returns()
        await until(lambda: any(isinstance(item, list) for item in visit.seen))
        (shown,) = [item for item in visit.seen if isinstance(item, list)]
        assert shown == [f"{number}" for number in range(114, 214)]
        assert visit.watcher.left_out == 114
        assert "You may have missed messages meanwhile." not in visit.seen


@asynchronous
async def test_a_server_that_was_restarted_is_told_to_be_a_new_one_and_is_joined_anew() -> None:
    async with visiting() as visit:
        for number in range(5):
            visit.server.speak("eve", f"old {number}")
        visit.session.say("send -t 60 later")
        await until(lambda: visit.watcher.answers)
        visit.server.restart()
        await until(lambda: sum(isinstance(item, Welcome) for item in visit.seen) == 2)
        assert ("new session", "new-server") in visit.seen
        assert "Your delayed messages were lost with the restart: {numbers}" in visit.seen
        assert "You may have missed messages meanwhile." not in visit.seen  # the notice says it
        assert visit.session.connected


@asynchronous
async def test_what_was_typed_for_a_session_that_is_over_is_offered_and_not_sent_by_itself() -> None:
    async with visiting() as visit:
        await visit.lose()
        visit.session.say("send hello")
        visit.server.forget()
        await visit.returns()
        await until(lambda: OFFERED in visit.seen)
        visit.server.speak(
            "bob", "hello"
        )  # somebody says the same: it is not this line, which was never sent
        await until(lambda: visit.texts)
        assert ("was said", "send hello") not in visit.seen
        assert visit.sent == []


@pytest.mark.parametrize("delivered", [True, False])
@asynchronous
async def test_what_had_no_answer_is_offered_unless_the_history_has_it(delivered: bool) -> None:
    async with visiting() as visit:
        visit.server.deaf = True
        visit.session.say("send hello")
        await until(lambda: visit.sent)
        visit.server.deaf = False
        await visit.lose()
        visit.server.forget()
        if delivered:
            visit.server.speak("bob", "hello")
        visit.server.speak("eve", "meanwhile")
        await visit.returns()
        await until(lambda: any(isinstance(item, list) for item in visit.seen))
        await until(lambda: isinstance(visit.seen[-1], Welcome) or OFFERED in visit.seen)
        assert (OFFERED in visit.seen) is not delivered
        assert visit.sent == ["hello"]


@asynchronous
async def test_a_session_that_goes_on_elsewhere_is_left_to_it() -> None:
    async with visiting() as visit:
        visit.server.peers[0].tell(Replaced(), visit.server.last)
        visit.server.close(4001, "replaced")
        with pytest.raises(ConnectionReplaced):
            await visit.running
        assert not visit.nap.seconds
        assert any('"replaced"' in text for text in visit.watcher.texts)  # for --json
        assert not visit.server.peers


@asynchronous
async def test_who_waits_need_not_wait_for_the_end_of_the_pause() -> None:
    async with visiting() as visit:
        await visit.lose()
        visit.server.refuse = None
        visit.session.wake()
        await until(lambda: visit.session.connected)


@asynchronous
async def test_a_server_that_refuses_for_good_ends_the_run() -> None:
    async with visiting() as visit:
        visit.server.refuse = encode_response(403, b"go away")
        visit.server.drop()
        with pytest.raises(HandshakeRefused):
            await visit.running


@asynchronous
async def test_who_leaves_without_a_connection_is_told_what_was_not_sent_and_does_not_wait() -> None:
    async with visiting() as visit:
        await visit.lose()
        visit.session.say("send hello")
        assert await visit.session.leave()
        await visit.running
        assert OFFERED in visit.seen


@asynchronous
async def test_a_script_comes_back_as_well_and_ends_with_its_session() -> None:
    async with visiting(script=True) as visit:
        await visit.lose()
        visit.session.say("send hello")
        visit.server.speak("eve", "meanwhile")
        await visit.returns()
        await until(lambda: not visit.session.waiting)
        assert visit.texts == ["meanwhile", "hello"]
        visit.server.forget()
        visit.server.drop()
        with pytest.raises(SessionOver):
            await visit.running


@asynchronous
async def test_an_exit_whose_farewell_is_lost_is_an_exit() -> None:
    async with visiting(script=True) as visit:
        visit.server.deaf = True
        visit.session.say("exit")
        await until(lambda: Leave("exit") in visit.server.asked)
        visit.server.forget()
        visit.server.drop()
        await visit.running


@asynchronous
async def test_who_came_and_went_follows_from_the_return() -> None:
    async with visiting() as visit:
        await visit.lose()
        eve = FakeSession("her token", Peer(visit.server))
        eve.name, eve.peer = "eve", None
        visit.server.sessions.by_token[eve.token] = eve
        await visit.returns()
        assert visit.watcher.changes == Changes(("eve",), ())
        assert set(visit.session.roster.names) == {"bob", "eve"}


@asynchronous
async def test_a_name_that_became_free_meanwhile_is_asked_for() -> None:
    async with served() as server:
        server.resume = True
        server.ghosts.add("bob")
        visit = Visit(server, await start(server, wanted="bob"))
        assert visit.session.roster.names == ("guest-1",)
        await visit.lose()
        server.ghosts.clear()
        server.say(Left("bob", "lost"))
        await visit.returns()
        await until(lambda: Rename("bob") in server.asked)
        await gone(visit.running)
