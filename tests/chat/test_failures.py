import pytest
from failing import Log, raises
from invariants import check_everything
from picture import picture
from stage import MINUTE, SERVER, Stage, session_of

from besedka.chat import Chat, Entry
from besedka.chat import chat as chat_module
from besedka.chat.dispatch import BY_ANYBODY, BY_MEMBERS
from besedka.chat.handlers.arrivals import leave
from besedka.chat.handlers.scheduling import fire
from besedka.chat.language.commands import Failed, Join, Leave, Report, Send, Tick
from besedka.chat.language.events import Accepted, Farewell, Left, Message, NotSent, Refused


def scene(log: Log, *people: str) -> Stage:
    stage = Stage(on_failure=log)
    stage.join_all(*people)
    return stage


# -- a bug stops nothing else


def test_by_default_a_bug_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    stage.join("ann")
    monkeypatch.setitem(BY_MEMBERS, Send, raises)
    with pytest.raises(ZeroDivisionError):
        stage.send("ann", "hi")


def test_a_command_that_fails_is_answered_and_told_and_the_chat_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = Log()
    stage = scene(log, "ann", "bob")
    monkeypatch.setitem(BY_MEMBERS, Send, raises)
    assert stage.send("ann", "hi") == Refused("internal-error")
    assert log.failures == [Failed(4, None)]
    monkeypatch.undo()
    stage.send("ann", "hi again")
    assert stage.heard("bob") == ["hi again"]


def test_a_join_that_fails_is_answered_and_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    stage = scene(log, "ann")
    monkeypatch.setitem(BY_ANYBODY, Join, raises)
    assert stage.do("bob", Join("south", "bob")) == [Refused("internal-error")]
    assert not stage.chat.is_in(session_of("bob"))
    monkeypatch.undo()
    assert stage.join("bob").name == "bob"


def test_a_command_of_nobody_that_fails_is_answered_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    stage = scene(log, "ann")
    monkeypatch.setitem(BY_ANYBODY, Tick, raises)
    assert stage.server(Tick()) == []
    assert log.failures == [Failed(3, None)]


def test_a_failure_is_a_first_answer_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(on_failure=Log())
    stage.join("ann", numbered=True)
    monkeypatch.setitem(BY_MEMBERS, Send, raises)
    first = stage.do("ann", Send("hi"), 1)
    monkeypatch.undo()
    assert first == stage.do("ann", Send("hi"), 1) == [Refused("internal-error")]
    assert stage.history("ann") == []


def test_a_message_that_fails_when_it_is_due_ends_as_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    stage = scene(log, "ann", "bob")
    first, second = stage.schedule("ann", "one", 5), stage.schedule("bob", "two", 5)
    monkeypatch.setattr(chat_module, "fire", lambda *it: raises() if it[2].number == first else fire(*it))
    stage.forget()
    stage.sleep(5)
    assert stage.do("bob", Send("three"))[0] == Message(second, "bob", "two", delayed=True)
    assert next(event for event in stage.seen("ann") if isinstance(event, NotSent)).reason == "internal-error"
    assert log.failures == [Failed(6, first)]
    assert stage.chat.next_due() is None
    assert stage.scheduled("ann") == ()


def test_a_message_of_somebody_gone_that_fails_is_over_too(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    stage = scene(log, "ann", "bob")
    number = stage.schedule("ann", "one", 5)
    stage.leave("ann")
    monkeypatch.setattr(chat_module, "fire", raises)
    stage.wait(5)
    assert [failure.number for failure in log.failures] == [number]
    assert stage.chat.snapshot()["delayed"] == []


def test_a_message_that_has_ended_before_it_failed_ends_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = scene(Log(), "ann")
    stage.schedule("ann", "one", 5)
    monkeypatch.setattr(chat_module, "fire", lambda *it: raises(fire(*it)))
    stage.wait(5)
    assert stage.returned("ann") == []
    assert stage.history("ann") == ["one"]


def test_the_end_of_a_mute_that_fails_gives_the_voice_back(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    stage = scene(log, "ann", "bob")
    stage.mute("bob")
    muted_by = next(entry.seq for entry in reversed(stage.journal) if isinstance(entry.command, Report))
    monkeypatch.setattr(chat_module, "end_mute", raises)
    stage.wait(600)
    assert [failure.number for failure in log.failures] == [-muted_by]
    assert stage.send("bob", "hi") == Accepted("send", len(stage.journal))


def test_what_cannot_even_end_badly_stops_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    stage = scene(log, "ann", "bob")
    stage.schedule("ann", "one", 5)
    monkeypatch.setattr(chat_module, "fire", raises)
    monkeypatch.setattr(chat_module, "conclude_failed", raises)
    stage.wait(5)
    assert log.failures == [Failed(5, 4)] * 2
    stage.send("ann", "hi")
    assert stage.heard("bob") == ["hi"]


def test_what_is_over_and_was_not_forgotten_is_forgotten_a_minute_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = Log()
    stage = scene(log, "ann", "bob", "cid")
    stage.rename("bob", "rob")
    stage.sleep(600)
    monkeypatch.setattr(chat_module, "expire_holds", raises)
    assert stage.rename("ann", "bob") == Refused("name-taken", {"name": "bob"})
    monkeypatch.undo()
    stage.sleep(59.999)
    restored = Chat.restore(stage.chat.snapshot())
    for chat in (stage.chat, restored):
        chat.apply(Entry(7, stage.now, SERVER, Tick()))
        assert [row[1] for row in chat.snapshot()["holds"]] == ["bob"]
        chat.apply(Entry(8, stage.now + 1, SERVER, Tick()))
        assert chat.snapshot()["holds"] == []
    assert log.failures == [Failed(6, 0)]


def test_a_failure_is_not_followed_by_another_one_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    stage = scene(log, "ann", "bob")
    stage.rename("bob", "rob")
    stage.sleep(600)
    monkeypatch.setattr(chat_module, "expire_holds", raises)
    stage.server(Failed(2, 0))
    assert log.failures == []
    for minutes in range(3):
        for _ in range(3):
            stage.send("ann", "hi")
            stage.server(Failed(len(stage.journal), 0))
        assert len(log.failures) == minutes + 1
        stage.sleep(MINUTE)
    stage.server(Failed(2, 0))
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
    stage = scene(log, "ann", "bob")
    stage.rename("bob", "rob")
    stage.schedule("bob", "later", 5)
    stage.ignore("bob", "ann")
    stage.forget()
    monkeypatch.setitem(BY_MEMBERS, Leave, lambda *it: raises(leave(*it)))
    monkeypatch.setattr(f"besedka.chat.{part}", raises)
    stage.leave("bob", "lost")
    monkeypatch.undo()
    assert log.failures == [Failed(7)]
    assert stage.seen("bob") == [Farewell("lost")]
    assert stage.seen("ann") == [Left("rob", "lost")]
    assert stage.names("ann") == ["ann"]
    assert [stage.rename("ann", name) for name in ("bob", "rob")] == [
        Accepted("rename", name="bob"),
        Accepted("rename", name="rob"),
    ]
    stage.wait(6)
    assert stage.heard("ann") == ["later"]
    stage.wait(700)
    check_everything(stage)
    assert picture(Chat.restore(stage.chat.snapshot())) == picture(stage.chat)


def test_an_exit_that_fails_is_answered_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = scene(Log(), "ann", "bob")
    monkeypatch.setitem(BY_MEMBERS, Leave, raises)
    assert stage.do("bob", Leave(), 1) == [Refused("internal-error")]
    assert stage.names("ann") == ["ann", "bob"]


def test_a_recorded_failure_changes_nothing() -> None:
    stage = scene(Log(), "ann")
    before = picture(stage.chat)[2:]
    assert stage.server(Failed(2)) == stage.server(Failed(2, 0)) == stage.server(Failed(1, 9)) == []
    after = Chat.restore({**stage.chat.snapshot(), "last": {"seq": 2, "at": stage.now}})
    assert picture(after)[2:] == before
