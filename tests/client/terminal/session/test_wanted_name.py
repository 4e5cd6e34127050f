"""A name that was lost to one's own ghost comes back."""

from typing import Any

import pytest
from async_tests import asynchronous, until
from fake_server import LIMITS, FakeServer
from serving import served
from session_watcher import Watcher, gone, start

from besedka.chat.language.events import Joined, Left, Refused, Renamed, Welcome
from besedka.client.wanted_name import WantedName

TAKEN = "“{name}” is taken, perhaps by your lost connection. You get it back as soon as it is free."


def wanting(me: str, wanted: str = "bob") -> WantedName:
    made = WantedName(wanted)
    made.follow(Welcome(me, (), 1, LIMITS))
    return made


@pytest.mark.parametrize(
    ("me", "event", "free"),
    [
        ("guest-1", Left("bob", "timeout"), True),
        ("guest-1", Left("Bob", "timeout"), True),
        ("guest-1", Left("b0b", "timeout"), True),
        ("guest-1", Left("eve", "timeout"), False),
        ("guest-1", Renamed("bob", "robert"), True),
        ("guest-1", Renamed("eve", "bob"), False),
        ("guest-1", Joined("bob"), False),
        ("guest-1", Left("", "timeout"), False),
        ("bob", Left("bob", "timeout"), False),
    ],
)
def test_a_name_is_free_when_who_had_it_or_one_like_it_is_gone(me: str, event: Any, free: bool) -> None:
    assert wanting(me).follow(event) is free


def test_a_name_of_ones_own_choice_is_the_wanted_one_from_then_on() -> None:
    made = wanting("guest-1")
    assert not made.follow(Renamed("guest-1", "robert"))
    assert (made.wanted, made.open) == ("robert", False)
    assert not made.follow(Left("bob", "timeout"))


@pytest.mark.parametrize("code", ["name-invalid", "name-reserved"])
def test_a_name_that_cannot_be_had_is_wanted_no_longer(code: str) -> None:
    made = wanting("guest-1", "b b")
    assert not made.follow(Refused(code, {}), answer=True)
    assert made.wanted == "b b"
    assert not made.follow(Refused("name-taken", {}))
    assert made.wanted == "b b"
    assert not made.follow(Refused(code, {}))
    assert (made.wanted, made.open) == ("guest-1", False)


def test_a_name_is_the_same_however_it_is_written() -> None:
    assert not wanting("zo\u00eb", "zoe\u0308").open


def test_a_refusal_explains_only_a_name_that_is_not_ones_own() -> None:
    refused = Refused("name-taken", {"name": "bob"})
    assert wanting("guest-1").explains(refused)
    assert not wanting("bob").explains(refused)
    assert not wanting("guest-1").explains(Refused("name-reserved", {"name": "bob"}))


async def haunted(server: FakeServer) -> tuple[Watcher, Any]:
    """Bob has lost his connection, and came back as a guest, since the server counts the old one as alive."""
    _, watcher, running, _ = await start(server)
    server.ghosts.add("bob")
    server.drop()
    await until(lambda: TAKEN in watcher.seen)
    return watcher, running


def names(watcher: Watcher) -> list[object]:
    return [item for item in watcher.seen if isinstance(item, Welcome | Renamed | Refused)]


@asynchronous
async def test_the_name_is_asked_for_again_when_the_ghost_is_gone() -> None:
    async with served() as server:
        watcher, running = await haunted(server)
        server.ghosts.clear()
        server.say(Left("bob", "timeout"))
        await until(lambda: Renamed("guest-1", "bob") in watcher.seen)
        assert not any(isinstance(item, Refused) for item in watcher.seen)
        server.drop()
        await until(lambda: watcher.seen.count("connected") == 3)
        await until(lambda: len(names(watcher)) == 4)
        assert names(watcher)[-1].name == "bob"  # type: ignore[attr-defined]
        await gone(running)


@asynchronous
async def test_a_try_that_fails_is_not_shown_and_the_next_one_comes() -> None:
    async with served() as server:
        watcher, running = await haunted(server)
        server.say(Left("bob", "timeout"))  # and somebody else has it already
        await until(lambda: len(server.asked) == 2)  # the history, and the name
        server.speak("eve", "hello")
        await until(lambda: watcher.texts[-1].endswith('"text":"hello"}'))
        assert not any(isinstance(item, Refused) for item in watcher.seen)
        server.ghosts.clear()
        server.say(Renamed("bob", "robert"))
        await until(lambda: Renamed("guest-1", "bob") in watcher.seen)
        await gone(running)


@asynchronous
async def test_a_connection_that_is_lost_as_a_guest_returns_under_the_wanted_name() -> None:
    async with served() as server:
        watcher, running = await haunted(server)
        server.ghosts.clear()
        server.drop()
        await until(lambda: len(names(watcher)) == 3)
        assert [item.name for item in names(watcher)] == ["bob", "guest-1", "bob"]  # type: ignore[attr-defined]
        await gone(running)


@asynchronous
async def test_who_chose_another_name_keeps_it() -> None:
    async with served() as server:
        watcher, running = await haunted(server)
        assert watcher.session is not None
        watcher.session.say("rename robert")
        await until(lambda: Renamed("guest-1", "robert") in watcher.seen)
        server.ghosts.clear()
        server.say(Left("bob", "timeout"))
        server.drop()
        await until(lambda: len(names(watcher)) == 4)
        assert names(watcher)[-1].name == "robert"  # type: ignore[attr-defined]
        await gone(running)
