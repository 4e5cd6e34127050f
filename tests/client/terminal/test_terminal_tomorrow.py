"""The terminal client and a newer server: nothing that it says breaks anything, and long answers are one."""

import json

import pytest
from async_tests import asynchronous, until
from pty_driver import driving
from serving import Handle, served
from session_watcher import gone, start
from tomorrow import events, kinder, wilder

from besedka.chat.language.events import HistoryListed, Refused, Stamp, UsersListed
from besedka.client.terminal.screen.event_renderer import EventRenderer
from besedka.dialects.json.client_codec import Received, decode_event

TIME = "2026-11-22T23:57:02.123Z"
TOMORROW = [
    json.dumps(fields)
    for kind, event in events().items()
    if kind != "farewell"
    for fields in (*kinder(event), *wilder(event))
]


# An emulated screen is slow: each shows a share of them. `test_a_renderer_takes_whatever_is_read` tells them all.
@pytest.mark.parametrize(
    ("arguments", "share"), [([], 0), (["--plain"], 1), (["--json"], 2), (["--lang", "ru"], 3)]
)
def test_nothing_that_a_newer_server_says_ends_the_client(
    server: Handle, arguments: list[str], share: int
) -> None:
    with driving(server.address, "--name", "bob", *arguments, columns=400) as bob:
        bob.sees("bob")
        for text in TOMORROW[share::10]:
            server.do(server.server.raw, text)
        server.do(server.server.speak, "eve", "and today again")
        bob.sees("and today again")
        bob.type("send here I am\r" if arguments in ([], ["--lang", "ru"]) else "send here I am\n")
        bob.sees("here I am")
        assert not bob.shows("Traceback")
        assert server.server.peers


def told(text: str, code: str = "en") -> list[str]:
    return EventRenderer(code).render(decode_event(text, Stamp(1, 1))).rows(None)


def test_a_refusal_that_is_new_is_told_in_the_servers_words() -> None:
    new = {
        "type": "refused",
        "seq": 5,
        "at": TIME,
        "code": "new",
        "params": {},
        "text": "Not on\x1b[2J Sundays.",
    }
    assert told(json.dumps(new))[0].endswith("! Not on[2J Sundays.")
    assert told(json.dumps({**new, "text": ""}))[0].endswith("! new")
    known = {**new, "code": "report-self"}
    assert told(json.dumps(known))[0].endswith("! You cannot complain about yourself.")
    assert not told(json.dumps({**new, "type": "poll"}))


def test_commands_that_are_new_are_listed_with_the_others() -> None:
    rows = [
        {"name": "poll", "syntax": "poll\x1b[2J TEXT", "summary": "ask all"},
        {"name": "users"},
        5,
        {"name": []},
    ]
    lines = told(json.dumps({"type": "help", "seq": 5, "at": TIME, "commands": rows}))
    assert lines[-1] == "  poll[2J TEXT ask all"
    assert (
        len(lines) == len(told(json.dumps({"type": "help", "seq": 5, "at": TIME, "commands": rows[1:]}))) + 1
    )


def test_a_line_that_is_too_long_stays(server: Handle) -> None:
    with driving(server.address, "--name", "bob") as bob:
        bob.sees("bob>")
        bob.type("send \x1b[200~" + "x" * 60_000 + "\x1b[201~\r")
        bob.sees("The message is too long (60000): it may have 4000 characters at most.")
        bob.until(lambda: bob.last.endswith("xxx"))
        bob.type("\x15send hi\r")
        bob.sees("bob: hi")


@pytest.mark.parametrize("arguments", [[], ["--plain"]])
def test_an_answer_that_is_not_understood_is_said_to_be_one(server: Handle, arguments: list[str]) -> None:
    with driving(server.address, "--name", "bob", *arguments) as bob:
        bob.sees("lists commands")
        server.server.deaf = True
        server.server.asked.clear()
        bob.type("poll" + ("\n" if arguments else "\r"))
        bob.until(lambda: server.server.asked)
        ref = json.loads(server.server.peers[0].received[-1])["ref"]
        server.do(server.server.raw, json.dumps({"type": "poll", "seq": 5, "at": TIME, "ref": ref}))
        if not arguments:
            bob.sees("» poll")
        bob.sees("This program does not understand the server's answer.")


def parts(ref: int, sizes: tuple[int, ...]) -> list[str]:
    row = {"seq": 1, "at": TIME, "number": 1, "from": "eve", "text": "hi"}
    answers = [
        {"type": "history", "seq": 5, "at": TIME, "ref": ref, "messages": [row] * size} for size in sizes
    ]
    return [json.dumps({**answer, "more": True}) for answer in answers[:-1]] + [json.dumps(answers[-1])]


@asynchronous
async def test_an_answer_in_parts_is_shown_as_one_and_printed_as_it_came() -> None:
    async with served() as server:
        session, watcher, running, _ = await start(server)
        server.deaf = True
        session.say("history")
        await until(lambda: server.asked)
        before = len(watcher.texts)
        texts = parts(json.loads(server.peers[0].received[-1])["ref"], (2, 2, 1))
        for text in texts:
            server.raw(text)
        await until(lambda: not session.waiting)
        listed = [item for item in watcher.seen if isinstance(item, HistoryListed)]
        assert [len(item.messages) for item in listed] == [5]
        assert watcher.texts[before:] == texts
        assert watcher.answers == [("history", HistoryListed)]
        await gone(running)


@asynchronous
async def test_what_was_missed_may_come_in_parts() -> None:
    async with served() as server:
        _, watcher, running, nap = await start(server)
        server.deaf = True
        nap.awake.clear()
        server.drop()
        await until(lambda: nap.seconds)
        server.at += 3_600_000
        nap.awake.set()
        await until(lambda: server.asked)
        ref = json.loads(server.peers[0].received[-1])["ref"]
        for text in parts(ref, (2, 1)):
            server.raw(text.replace(TIME, "2023-11-14T22:30:00Z").replace('"seq": 1,', '"seq": 0,'))
        await until(lambda: any(isinstance(item, list) for item in watcher.seen))
        assert ["hi"] * 3 in watcher.seen
        assert not any(isinstance(item, HistoryListed) for item in watcher.seen)
        await gone(running)


@asynchronous
async def test_a_history_that_comes_too_late_is_not_shown_as_an_answer() -> None:
    async with served() as server:
        _, watcher, running, _ = await start(server)
        server.deaf = True
        server.drop()
        await until(lambda: server.asked)
        ref = json.loads(server.peers[0].received[-1])["ref"]
        for _ in range(1100):
            server.speak("eve", "x")
        for text in parts(ref, (2, 1)):
            server.raw(text)
        server.raw(json.dumps({"type": "users", "seq": 5, "at": TIME, "you": "bob", "users": []}))
        await until(lambda: UsersListed("bob", ()) in watcher.seen)
        assert not any(isinstance(item, HistoryListed | Refused) for item in watcher.seen)
        await gone(running)


def test_a_renderer_takes_whatever_is_read() -> None:
    for text in TOMORROW:
        received: Received = decode_event(text, Stamp(1, 1))
        for code in ("en", "ru"):
            for depth in (0, 256):
                EventRenderer(code, depth=depth, gutter=True).render(received)
