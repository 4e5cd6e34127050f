"""Large histories in memory are read off the loop's thread."""

import asyncio
import json
import threading
from types import SimpleNamespace
from typing import Any, cast

import pytest
from async_tests import asynchronous, until
from hand_archive import ByHand
from plain_messages import PlainMessages
from server_bench import Bench
from server_fakes import FakeLoop

from besedka.chat import Rules
from besedka.chat.language.events import Message
from besedka.chat.language.matching import terms
from besedka.chat.state import history as history_module
from besedka.chat.state.history import History
from besedka.chat.state.messages import HistoryRow, Messages
from besedka.server.sessions.lookups import HistoryReader


class Scene:
    """A reader of a chat whose messages are `word 1`, `word 2` and so on."""

    def __init__(self, kept: int = 1000) -> None:
        history, last = History(Rules(history_kept=kept)), SimpleNamespace(seq=0)
        self.chat = cast("Any", SimpleNamespace(history=history, last=last))
        self.loop = FakeLoop()
        self.executors: list[ByHand] = []
        self.told: list[Any] = []
        self.reader = HistoryReader(loop_of(self.loop), self.chat, self.make_executor)

    def make_executor(self) -> ByHand:
        self.executors.append(ByHand())
        return self.executors[-1]

    @property
    def executor(self) -> ByHand:
        (executor,) = self.executors
        return executor

    def say(self, count: int = 1) -> None:
        for _ in range(count):
            self.chat.last.seq += 1
            seq = self.chat.last.seq
            message = Message(seq, "ann", f"word {seq}")
            self.chat.history.append(HistoryRow(seq, seq, message, "s", "ann", "net"))

    def read(self, count: int = 1000) -> None:
        def job(messages: Messages) -> list[int]:
            return [row.seq for row in messages.before(None, count, lambda _: False)]

        self.reader.read(job, self.told.append, self.told.append)

    def run(self) -> None:
        self.executor.run()
        self.loop.run()


def loop_of(loop: FakeLoop) -> Any:
    fake = cast("Any", loop)
    fake.call_soon_threadsafe = loop.call_soon
    return fake


def test_no_thread_begins_before_something_is_read() -> None:
    scene = Scene()
    scene.say(3)
    assert not scene.executors
    scene.read()
    assert scene.told == []
    scene.run()
    assert scene.told == [[1, 2, 3]]


def test_jobs_run_one_at_a_time_in_their_order_with_what_was_said_before_each() -> None:
    scene = Scene()
    for _ in range(3):
        scene.say(2)
        scene.read()
    for done in (1, 2, 3):
        assert len(scene.executor.jobs) == 1
        scene.run()
        assert scene.told == [list(range(1, 2 * asked + 1)) for asked in range(1, done + 1)]


def test_who_waits_has_no_copy_of_its_own() -> None:
    scene = Scene(kept=4)
    scene.say(4)
    scene.read()
    scene.read()
    scene.say(2)
    scene.run()
    scene.run()
    assert scene.told == [[1, 2, 3, 4], [3, 4]]


def test_clients_take_turns() -> None:
    scene = Scene()
    for answer, client in enumerate(["many", "many", "many", "one"]):
        scene.reader.read(lambda _, answer=answer: answer, scene.told.append, scene.told.append, client)  # type: ignore[misc]
    for _ in range(4):
        scene.run()
    assert scene.told == [0, 1, 3, 2]


def test_an_error_is_told_and_the_next_job_runs() -> None:
    scene = Scene()
    error = OSError("planted")

    def fail(_: Messages) -> None:
        raise error

    scene.reader.read(fail, scene.told.append, scene.told.append)
    scene.read()
    scene.run()
    scene.run()
    assert scene.told == [error, []]


def test_after_the_end_nobody_is_told() -> None:
    scene = Scene()
    scene.read()
    scene.read()
    scene.executor.run()
    scene.reader.close()
    scene.loop.run()
    assert scene.told == []
    assert scene.executor.over
    assert not scene.executor.jobs
    Scene().reader.close()


def test_a_loop_that_is_closed_is_told_nothing() -> None:
    scene = Scene()

    def refuse(*_: object) -> None:
        raise RuntimeError("Event loop is closed")

    cast("Any", scene.loop).call_soon_threadsafe = refuse
    scene.read()
    scene.run()
    assert scene.told == []


def test_other_threads_have_their_turn_every_few_messages() -> None:
    scene, pauses = Scene(), []
    scene.say(1000)
    copy = scene.chat.history.copy(1000, lambda: pauses.append(1))
    assert copy.search(terms("word"), 10_000, lambda _: False).whole
    assert len(pauses) >= 1000 // 64


def test_what_is_searched_does_not_change_with_what_is_said() -> None:
    scene = Scene(kept=10)
    scene.say(10)
    copy, plain = scene.chat.history.copy(8, bool), PlainMessages(list(scene.chat.history)[:8])
    scene.say(5)
    found = copy.search(terms("word"), 100, lambda _: False)
    assert found == plain.search(terms("word"), 100, lambda _: False)
    assert len(found.rows) == 8


def test_a_small_history_is_searched_at_once_and_a_large_one_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench, executor = Bench(), ByHand()
    loop_of(bench.loop)
    bench.hub._lookups.reader._make_executor = lambda: executor
    ann, bob = bench.websocket("/?name=ann", json=True), bench.websocket("/?name=bob", json=True)
    ann.say('{"type":"send","text":"word"}')
    ann.texts()
    ann.say('{"type":"search","text":"word"}')
    assert [json.loads(text)["type"] for text in ann.texts()] == ["search"]
    monkeypatch.setattr(history_module, "_SMALL_ROWS", 0)
    ann.say('{"type":"search","text":"word"}', '{"type":"send","text":"later"}')
    bob.texts()
    bob.say('{"type":"send","text":"meanwhile"}')
    assert [json.loads(text)["type"] for text in bob.texts()] == ["accepted", "message"]
    executor.run()
    bench.loop.run()
    kinds = [json.loads(text)["type"] for text in ann.texts()]
    assert kinds == ["message", "search", "accepted", "message"]


def test_much_text_makes_a_history_large() -> None:
    history = History(Rules(history_kept=100))
    row = HistoryRow(1, 1, Message(1, "ann", "x" * (1 << 18)), "s", "ann", "net")
    history.append(row)
    assert history.small
    history.append(row)
    assert not history.small


@asynchronous
async def test_the_loop_goes_on_while_a_thread_reads() -> None:
    scene, told, going = Scene(), list[Any](), threading.Event()
    scene.say(3)
    reader = HistoryReader(asyncio.get_running_loop(), scene.chat)

    def job(messages: Messages) -> list[HistoryRow]:
        assert going.wait(60)  # Set by the loop: it would wait in vain for a loop that waits for it.
        return messages.before(None, 9, lambda _: False)

    reader.read(job, told.append, told.append)
    asyncio.get_running_loop().call_soon(going.set)
    await until(lambda: told)
    assert told == [list(scene.chat.history)]
    reader.close()
