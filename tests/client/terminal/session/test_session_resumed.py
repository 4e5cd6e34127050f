"""A session of the terminal client that goes on over other connections."""

import json

import pytest
from async_tests import asynchronous, until
from fake_peer import Peer
from fake_server import FakeServer
from fake_sessions import FakeSession
from serving import served
from session_watcher import gone, start
from visiting import OFFERED, Visit, visiting

from besedka.chat.language.commands import Rename
from besedka.chat.language.events import Accepted, Left, Resumed, Welcome
from besedka.client import SessionOver
from besedka.client.terminal.session.roster import Changes


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
async def test_more_lines_than_can_wait_are_not_taken() -> None:
    async with visiting() as visit:
        await visit.lose()
        taken = [visit.session.say(f"send {number}") for number in range(1100)]
        assert (taken[0], taken[-1]) == (True, False)
        assert visit.session.waiting == taken.count(True)
        await visit.returns()
        await until(lambda: not visit.session.waiting)
        assert visit.sent == [f"{number}" for number in range(taken.count(True))]


@asynchronous
async def test_who_waits_need_not_wait_for_the_end_of_the_pause() -> None:
    async with visiting() as visit:
        await visit.lose()
        visit.server.refuse = None
        visit.session.wake()
        await until(lambda: visit.session.connected)


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
