"""A bot whose connection is lost, refused, or not there, and that finds its name taken."""

from typing import Any

from async_tests import asynchronous, until
from bot_bench import Parrot
from service_bench import Living, asking, conversation, living, peer_of
from service_bots import Slow
from serving import served

from besedka.chat.language.commands import Rename
from besedka.chat.language.events import Left


@asynchronous
async def test_it_comes_back_under_its_name_and_answers_what_it_was_asked_before_once() -> None:
    async with conversation(slow := Slow()) as (server, bot, eve):
        await eve.chat.send("hello", to="parrot")
        await until(lambda: slow.began)
        peer_of(server, "parrot").transport.abort()
        await until(lambda: bot.time.waits(0.5))
        assert bot.logged("level=warning event=no-connection")
        slow.gate.set()
        bot.time.passes(0.5)
        await eve.hears("hello!")
        assert peer_of(server, "parrot").bot
        assert slow.began == 1


@asynchronous
async def test_over_a_lost_connection_it_stays_the_same_session_and_answers_what_it_missed_once() -> None:
    async with conversation(slow := Slow(), resume=True) as (server, bot, eve):
        await eve.chat.send("before", to="parrot")
        await until(lambda: slow.began == 1)
        peer_of(server, "parrot").transport.abort()
        await eve.chat.send("meanwhile", to="parrot")
        slow.gate.set()
        await eve.hears("before!", "meanwhile!")
        assert slow.began == 2
        assert bot.logged("event=disconnected why=")
        assert bot.logged("event=resumed missed=0 gap=0")
        assert bot.stream.getvalue().count("event=joined") == 1


@asynchronous
async def test_an_answer_whose_acceptance_was_lost_is_not_sent_again() -> None:
    async with conversation(slow := Slow(), resume=True) as (server, _, eve):
        await eve.chat.send("hello", to="parrot")
        await until(lambda: slow.began)
        parrot = peer_of(server, "parrot")
        said = parrot.tell

        def keep(event: Any, stamp: Any, ref: Any = None) -> None:
            parrot.keep(event, stamp, ref)

        parrot.tell = keep  # type: ignore[method-assign]
        slow.gate.set()
        await eve.hears("hello!")
        parrot.transport.abort()
        parrot.tell = said  # type: ignore[method-assign]
        await eve.chat.send("quick", to="parrot")
        await eve.hears("quick")


@asynchronous
async def test_a_session_that_is_over_is_followed_by_a_new_one() -> None:
    async with conversation(Slow(), resume=True) as (server, bot, eve):
        for token, session in list(server.sessions.by_token.items()):
            if session.name == "parrot":
                del server.sessions.by_token[token]
        peer_of(server, "parrot").transport.abort()
        await until(lambda: bot.time.waits(0.5))
        bot.time.passes(0.5)
        await until(lambda: bot.stream.getvalue().count("event=joined") == 2)
        await eve.chat.send("quick", to="parrot")
        await eve.hears("quick")


@asynchronous
async def test_it_waits_longer_and_longer_for_a_chat_that_is_not_there() -> None:
    async with served() as server:
        port = server.port
        await server.stop()
        bot = Living(Parrot(), port)
        for pause in (0.5, 1.0, 2.0, 4.0):
            await until(lambda pause=pause: bot.time.waits(pause))  # type: ignore[misc]
            bot.time.passes(pause)
        await until(lambda: bot.time.waits(8.0))
        await server.start(port)
        bot.time.passes(8.0)
        await until(lambda: server.peers and server.peers[0].name == "parrot")
        await bot.ends()


@asynchronous
async def test_a_connection_that_lasted_makes_the_next_attempt_an_early_one() -> None:
    async with conversation(Parrot()) as (server, bot, _eve):
        for lasted, pause in ((5.0, 0.5), (5.0, 1.0), (31.0, 0.5)):
            bot.time.passes(lasted)
            peer_of(server, "parrot").transport.abort()
            await until(lambda pause=pause: bot.time.waits(pause))  # type: ignore[misc]
            bot.time.passes(pause)
            await until(lambda: any(peer.name == "parrot" for peer in server.peers))


@asynchronous
async def test_it_keeps_trying_when_the_handshake_is_refused() -> None:
    async with served() as server:
        server.refuse = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        bot = Living(Parrot(), server.port)
        await until(lambda: bot.time.waits(0.5))
        assert bot.logged("HTTP 404")
        server.refuse = None
        bot.time.passes(0.5)
        await until(lambda: bot.logged("event=joined name=parrot"))
        await bot.ends()


@asynchronous
async def test_a_taken_name_is_taken_as_soon_as_it_is_free() -> None:
    async with served() as server:
        server.ghosts.add("parrot")
        async with living(Parrot(), server) as bot, asking(server) as eve:
            assert bot.logged("event=name-refused code=name-taken wanted=parrot")
            await eve.chat.send("parrot: hello")
            await eve.chat.send("guest-1: hello")
            await eve.chat.send("psst", to="guest-1")
            await eve.hears("PSST")
            await until(lambda: bot.time.waits(60.0))
            bot.time.passes(60.0)
            await until(lambda: bot.logged("event=misnamed name=guest-1 wanted=parrot"))
            await until(lambda: server.asked.count(Rename("parrot")) == 1)
            server.ghosts.clear()
            server.say(Left("parrot", "lost"))
            await until(lambda: bot.logged("event=named name=parrot"))
            await eve.chat.send("parrot: hello")
            await eve.hears("eve: HELLO")
