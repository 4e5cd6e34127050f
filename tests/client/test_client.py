import asyncio

import pytest
from async_tests import asynchronous, until
from fake_server import LIMITS
from serving import served

from besedka.chat.language.commands import Leave, Send
from besedka.chat.language.events import Farewell, IgnoredUser, Joined, Message, UsersListed, Welcome
from besedka.client import CommandHelp, ConnectionLost, RefusedError, UnexpectedAnswer, connect
from besedka.client.session import event_queue
from besedka.client.session.event_queue import HIGH_WATER
from besedka.dialects.json.client_codec import Unknown


def at(server: object) -> str:
    return f"127.0.0.1:{server.port}"  # type: ignore[attr-defined]


@asynchronous
async def test_a_client_enters_under_its_name_and_knows_the_limits() -> None:
    async with served() as server, connect(at(server), name="bob") as chat:
        assert chat.name == "bob"
        assert chat.welcome.limits == LIMITS
        assert chat.connected


@asynchronous
async def test_connect_can_be_awaited_and_the_client_closed_by_a_with() -> None:
    async with served() as server:
        async with await connect(at(server)) as chat:
            assert chat.name == "guest-1"
        assert not chat.connected


@asynchronous
async def test_every_command_has_its_method() -> None:
    async with served() as server, connect(at(server), name="bob") as chat:
        assert (await chat.send("hi")).number == 2
        delayed = await chat.send("later", delay=60)
        assert delayed.due is not None
        assert [row.text for row in await chat.scheduled()] == ["later"]
        assert [row.text for row in await chat.cancel(delayed.number)] == ["later"]
        assert [user.name for user in await chat.users()] == ["bob"]
        assert [row.message.text for row in await chat.history()] == ["hi"]
        assert await chat.history(5, around=2) == await chat.search("HI") == await chat.history()
        assert (await chat.rename("robert")).name == "robert"
        assert chat.name == "robert"
        assert (await chat.report("eve")).command == "report"
        assert (await chat.ignore("eve")).name == "eve"
        assert await chat.ignored() == (IgnoredUser("eve", here=False),)
        assert (await chat.unignore("eve")).name == "eve"
        assert (await chat.language("ru")).language == "ru"


@asynchronous
async def test_help_comes_in_the_servers_words() -> None:
    async with served() as server, connect(at(server)) as chat:
        rows = await chat.help()
        assert rows[0].name == "help"
        assert not rows[0].details
        assert {row.name for row in rows if row.needs_voice} == {"send", "rename"}
        (row,) = await chat.help("send")
        assert isinstance(row, CommandHelp)
        assert row.details


@asynchronous
async def test_a_refusal_raises_with_its_code_and_words() -> None:
    async with served() as server, connect(at(server), language="ru") as chat:
        with pytest.raises(RefusedError) as caught:
            await chat.send("x", to="nobody")
        assert caught.value.code == "no-such-user"
        assert caught.value.params["name"] == "nobody"
        assert "nobody" in caught.value.text


@asynchronous
async def test_a_typed_line_gives_its_answer_whatever_it_is() -> None:
    async with served() as server, connect(at(server)) as chat:
        assert isinstance((await chat.line("users")).event, UsersListed)
        assert (await chat.line("usres")).fields["code"] == "unknown-command"


@asynchronous
async def test_a_posted_command_is_answered_among_the_events() -> None:
    async with served() as server, connect(at(server)) as chat:
        ref = await chat.post(Send("hi"))
        other = await chat.post("users")
        answers = {}
        async for received in chat:
            if received.ref is not None:
                answers[received.ref] = type(received.event).__name__
            if len(answers) == 2:
                break
        assert answers == {ref: "Accepted", other: "UsersListed"}


@asynchronous
async def test_events_come_in_order_from_the_welcome_to_the_farewell() -> None:
    async with served() as server, connect(at(server), name="bob") as chat:
        server.speak("eve", "one")
        server.speak("eve", "two")
        assert isinstance(await chat.exit(), Farewell)
        events = [received.event async for received in chat]
        assert [type(event) for event in events] == [Welcome, Message, Message, Farewell]
        assert server.asked == [Leave("exit")]


@asynchronous
async def test_a_broken_connection_is_told_after_everything_that_arrived() -> None:
    async with served() as server, connect(at(server)) as chat:
        server.speak("eve", "one")
        await chat.users()
        server.drop()
        stream = chat.__aiter__()
        assert [type((await stream.__anext__()).event) for _ in range(3)] == [Welcome, Message, UsersListed]
        with pytest.raises(ConnectionLost):
            await stream.__anext__()
        with pytest.raises(ConnectionLost):
            await chat.send("x")


@asynchronous
async def test_a_call_that_waits_is_told_of_a_broken_connection() -> None:
    async with served() as server, connect(at(server)) as chat:
        server.deaf = True
        asking = asyncio.ensure_future(chat.users())
        await until(lambda: server.asked)
        server.drop()
        with pytest.raises(ConnectionLost):
            await asking


@asynchronous
async def test_a_server_that_goes_away_properly_ends_the_iteration() -> None:
    async with served() as server, connect(at(server)) as chat:
        server.close(1001)
        assert [type(received.event) async for received in chat] == [Welcome]


@asynchronous
async def test_a_server_that_closes_in_anger_is_an_error_with_its_code() -> None:
    async with served() as server, connect(at(server)) as chat:
        server.close(1013)
        with pytest.raises(ConnectionLost) as caught:
            async for _ in chat:
                pass
        assert caught.value.code == 1013


@asynchronous
async def test_commands_after_the_end_are_errors() -> None:
    async with served() as server:
        chat = await connect(at(server))
        await chat.close()
        await chat.close()
        with pytest.raises(ConnectionLost):
            await chat.post("users")
        assert await chat.exit() is None


@asynchronous
async def test_an_aborted_connection_is_lost() -> None:
    async with served() as server, connect(at(server)) as chat:
        chat.abort()
        with pytest.raises(ConnectionLost):
            await chat.users()


@asynchronous
async def test_leaving_a_deaf_server_takes_no_longer_than_asked() -> None:
    async with served() as server, connect(at(server)) as chat:
        server.deaf = True
        assert await chat.exit(timeout=0.01) is None


@asynchronous
async def test_a_cancelled_call_leaves_the_others_alone() -> None:
    async with served() as server, connect(at(server)) as chat:
        asking = asyncio.ensure_future(chat.users())
        await asyncio.sleep(0)
        asking.cancel()
        assert await chat.history() == ()
        with pytest.raises(asyncio.CancelledError):
            await asking


@asynchronous
async def test_what_nobody_understands_ends_the_connection() -> None:
    async with served() as server, connect(at(server)) as chat:
        server.raw('["message"]')
        with pytest.raises(ConnectionLost, match="nobody understands"):
            async for _ in chat:
                pass


@asynchronous
async def test_an_event_of_a_newer_server_is_passed_on() -> None:
    async with served() as server, connect(at(server)) as chat:
        server.raw('{"type":"hologram","seq":1,"at":"2026-11-22T23:57:02.123Z"}')
        await chat.users()
        await chat.close()
        assert [type(received.event) async for received, _ in chat.raw()] == [Welcome, Unknown, UsersListed]


@asynchronous
async def test_a_wrong_answer_is_an_error() -> None:
    async with served() as server, connect(at(server)) as chat:
        server.deaf = True
        asking = asyncio.ensure_future(chat.users())
        await until(lambda: server.asked)
        server.peers[0].tell(Farewell("exit"), server.last, 1)
        with pytest.raises(UnexpectedAnswer, match="farewell") as caught:
            await asking
        assert caught.value.fields["reason"] == "exit"
        server.deaf = False
        assert await chat.users()


@asynchronous
async def test_without_an_iteration_commands_work_and_memory_is_bounded() -> None:
    async with served() as server, connect(at(server)) as chat:
        for _ in range(30):
            server.speak("eve", "x" * 100_000)
        assert len(await chat.users()) == 1
        events = 0
        async for received in chat:
            events += 1
            if isinstance(received.event, UsersListed):
                break
        assert events * 100_000 < HIGH_WATER + 200_000


@asynchronous
async def test_a_slow_iteration_pauses_reading_and_loses_nothing() -> None:
    async with served() as server, connect(at(server), name="bob") as chat:
        numbers = []
        stream = chat.__aiter__()
        await stream.__anext__()

        async def flood() -> None:
            for number in range(300):
                server.speak("eve", f"{number} " + "x" * 20_000)
                await asyncio.sleep(0)

        await flood()
        async for received in stream:
            if isinstance(received.event, Message):
                numbers.append(int(received.event.text.split()[0]))
            if len(numbers) == 300:
                break
        assert numbers == list(range(300))


@asynchronous
async def test_commands_inside_of_a_slow_iteration_do_not_wait_for_it() -> None:
    async with served() as server, connect(at(server), name="bob") as chat:
        stream = chat.__aiter__()
        await stream.__anext__()
        for number in range(200):
            server.speak("eve", f"{number} " + "x" * 20_000)
        await stream.__anext__()
        assert [user.name for user in await chat.users()] == ["bob"]


@asynchronous
async def test_who_falls_too_far_behind_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served() as server, connect(at(server)) as chat:
        monkeypatch.setattr(event_queue, "MAX_SIZE", 1000)
        server.speak("eve", "x" * 1000)
        with pytest.raises(ConnectionLost, match="too far behind"):
            await chat.users()


@asynchronous
async def test_joins_of_others_are_among_the_events() -> None:
    async with served() as server, connect(at(server)) as chat:
        async with connect(at(server), name="eve"):
            pass
        await chat.users()
        await chat.close()
        assert Joined("eve") in [received.event async for received in chat]
