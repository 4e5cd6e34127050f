import pytest
from chat_bench import MINUTE, SERVER, ChatBench, session_of
from failing import Log, raises
from invariants import check_everything
from picture import picture

from besedka.chat import Chat, Entry
from besedka.chat import chat as chat_module
from besedka.chat.dispatch import BY_ANYBODY, BY_MEMBERS
from besedka.chat.handlers.arrivals import leave
from besedka.chat.handlers.scheduling import fire
from besedka.chat.language.commands import Failed, Join, Leave, Report, Send, Tick
from besedka.chat.language.events import Accepted, Farewell, Left, Message, NotSent, Refused


def scene(log: Log, *people: str) -> ChatBench:
    bench = ChatBench(on_failure=log)
    bench.join_all(*people)
    return bench


# -- a bug stops nothing else


def test_by_default_a_bug_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = ChatBench()
    bench.join("ann")
    monkeypatch.setitem(BY_MEMBERS, Send, raises)
    with pytest.raises(ZeroDivisionError):
        bench.send("ann", "hi")


def test_a_command_that_fails_is_answered_and_told_and_the_chat_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = Log()
    bench = scene(log, "ann", "bob")
    monkeypatch.setitem(BY_MEMBERS, Send, raises)
    assert bench.send("ann", "hi") == Refused("internal-error")
    assert log.failures == [Failed(4, None)]
    monkeypatch.undo()
    bench.send("ann", "hi again")
    assert bench.heard("bob") == ["hi again"]


def test_a_join_that_fails_is_answered_and_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    bench = scene(log, "ann")
    monkeypatch.setitem(BY_ANYBODY, Join, raises)
    assert bench.do("bob", Join("south", "bob")) == [Refused("internal-error")]
    assert not bench.chat.is_in(session_of("bob"))
    monkeypatch.undo()
    assert bench.join("bob").name == "bob"


def test_a_command_of_nobody_that_fails_is_answered_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    bench = scene(log, "ann")
    monkeypatch.setitem(BY_ANYBODY, Tick, raises)
    assert bench.server(Tick()) == []
    assert log.failures == [Failed(3, None)]


def test_a_failure_is_a_first_answer_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = ChatBench(on_failure=Log())
    bench.join("ann", numbered=True)
    monkeypatch.setitem(BY_MEMBERS, Send, raises)
    first = bench.do("ann", Send("hi"), 1)
    monkeypatch.undo()
    assert first == bench.do("ann", Send("hi"), 1) == [Refused("internal-error")]
    assert bench.history("ann") == []


def test_a_message_that_fails_when_it_is_due_ends_as_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    bench = scene(log, "ann", "bob")
    first, second = bench.schedule("ann", "one", 5), bench.schedule("bob", "two", 5)
    monkeypatch.setattr(chat_module, "fire", lambda *it: raises() if it[2].number == first else fire(*it))
    bench.forget()
    bench.sleep(5)
    assert bench.do("bob", Send("three"))[0] == Message(second, "bob", "two", delayed=True)
    assert next(event for event in bench.seen("ann") if isinstance(event, NotSent)).reason == "internal-error"
    assert log.failures == [Failed(6, first)]
    assert bench.chat.next_due() is None
    assert bench.scheduled("ann") == ()


def test_a_message_of_somebody_gone_that_fails_is_over_too(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    bench = scene(log, "ann", "bob")
    number = bench.schedule("ann", "one", 5)
    bench.leave("ann")
    monkeypatch.setattr(chat_module, "fire", raises)
    bench.wait(5)
    assert [failure.number for failure in log.failures] == [number]
    assert bench.chat.snapshot()["delayed"] == []


def test_a_message_that_has_ended_before_it_failed_ends_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = scene(Log(), "ann")
    bench.schedule("ann", "one", 5)
    monkeypatch.setattr(chat_module, "fire", lambda *it: raises(fire(*it)))
    bench.wait(5)
    assert bench.returned("ann") == []
    assert bench.history("ann") == ["one"]


def test_the_end_of_a_mute_that_fails_gives_the_voice_back(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    bench = scene(log, "ann", "bob")
    bench.mute("bob")
    muted_by = next(entry.seq for entry in reversed(bench.journal) if isinstance(entry.command, Report))
    monkeypatch.setattr(chat_module, "end_mute", raises)
    bench.wait(600)
    assert [failure.number for failure in log.failures] == [-muted_by]
    assert bench.send("bob", "hi") == Accepted("send", len(bench.journal))


def test_what_cannot_even_end_badly_stops_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    bench = scene(log, "ann", "bob")
    bench.schedule("ann", "one", 5)
    monkeypatch.setattr(chat_module, "fire", raises)
    monkeypatch.setattr(chat_module, "conclude_failed", raises)
    bench.wait(5)
    assert log.failures == [Failed(5, 4)] * 2
    bench.send("ann", "hi")
    assert bench.heard("bob") == ["hi"]


def test_what_is_over_and_was_not_forgotten_is_forgotten_a_minute_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = Log()
    bench = scene(log, "ann", "bob", "cid")
    bench.rename("bob", "rob")
    bench.sleep(600)
    monkeypatch.setattr(chat_module, "expire_holds", raises)
    assert bench.rename("ann", "bob") == Refused("name-taken", {"name": "bob"})
    monkeypatch.undo()
    bench.sleep(59.999)
    restored = Chat.restore(bench.chat.snapshot())
    for chat in (bench.chat, restored):
        chat.apply(Entry(7, bench.now, SERVER, Tick()))
        assert [row[1] for row in chat.snapshot()["holds"]] == ["bob"]
        chat.apply(Entry(8, bench.now + 1, SERVER, Tick()))
        assert chat.snapshot()["holds"] == []
    assert log.failures == [Failed(6, 0)]


def test_a_failure_is_not_followed_by_another_one_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    bench = scene(log, "ann", "bob")
    bench.rename("bob", "rob")
    bench.sleep(600)
    monkeypatch.setattr(chat_module, "expire_holds", raises)
    bench.server(Failed(2, 0))
    assert log.failures == []
    for minutes in range(3):
        for _ in range(3):
            bench.send("ann", "hi")
            bench.server(Failed(len(bench.journal), 0))
        assert len(log.failures) == minutes + 1
        bench.sleep(MINUTE)
    bench.server(Failed(2, 0))
    assert len(log.failures) == 3


# -- whom the server lets go


@pytest.mark.parametrize(
    "part",
    [
        "handlers.arrivals.announce_ends",
        "handlers.arrivals.hold_names_of_departed",
        "handlers.arrivals.forget_ignored",
        "failures.forget_ignored",
    ],
)
def test_whom_the_server_lets_go_is_gone_whatever_fails(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    bench = scene(log, "ann", "bob")
    bench.rename("bob", "rob")
    bench.schedule("bob", "later", 5)
    bench.ignore("bob", "ann")
    bench.forget()
    monkeypatch.setitem(BY_MEMBERS, Leave, lambda *it: raises(leave(*it)))
    monkeypatch.setattr(f"besedka.chat.{part}", raises)
    bench.leave("bob", "lost")
    monkeypatch.undo()
    assert log.failures == [Failed(7)]
    assert bench.seen("bob") == [Farewell("lost")]
    assert bench.seen("ann") == [Left("rob", "lost")]
    assert bench.names("ann") == ["ann"]
    assert [bench.rename("ann", name) for name in ("bob", "rob")] == [
        Accepted("rename", name="bob"),
        Accepted("rename", name="rob"),
    ]
    bench.wait(6)
    assert bench.heard("ann") == ["later"]
    bench.wait(700)
    check_everything(bench)
    assert picture(Chat.restore(bench.chat.snapshot())) == picture(bench.chat)


def test_an_exit_that_fails_is_answered_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = scene(Log(), "ann", "bob")
    monkeypatch.setitem(BY_MEMBERS, Leave, raises)
    assert bench.do("bob", Leave(), 1) == [Refused("internal-error")]
    assert bench.names("ann") == ["ann", "bob"]


def test_a_recorded_failure_changes_nothing() -> None:
    bench = scene(Log(), "ann")
    before = picture(bench.chat)[2:]
    assert bench.server(Failed(2)) == bench.server(Failed(2, 0)) == bench.server(Failed(1, 9)) == []
    after = Chat.restore({**bench.chat.snapshot(), "last": {"seq": 2, "at": bench.now}})
    assert picture(after)[2:] == before
