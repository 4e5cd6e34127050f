"""A bug in what concerns lost connections: nobody is lost without a word, and nothing else stops."""

import pytest
from chat_bench import ChatBench, token_of
from failing import Log, raises
from invariants import check_everything
from picture import picture

from besedka.chat import Chat
from besedka.chat import chat as chat_module
from besedka.chat.dispatch import BY_MEMBERS
from besedka.chat.handlers.resuming import end_grace
from besedka.chat.language.commands import Detach, Failed, Resume, Seen
from besedka.chat.language.events import Left, Message, Refused, Resumed, Undelivered


def pair(log: Log) -> ChatBench:
    bench = ChatBench(on_failure=log)
    bench.join("ann")
    bench.join("bob", resumable=True)
    bench.cut("bob")
    bench.send("ann", "hello", "bob")
    bench.forget()
    return bench


def check_that_bob_is_gone(bench: ChatBench) -> None:
    assert not bench.chat.is_in(bench.session("bob"))
    assert bench.chat.session_of(token_of(bench.session("bob"))) is None
    assert bench.chat.next_due() is None
    check_everything(bench)
    assert picture(Chat.restore(bench.chat.snapshot())) == picture(bench.chat)


def test_a_detach_that_fails_ends_the_session_and_its_messages_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = Log()
    bench = pair(log)
    monkeypatch.setitem(BY_MEMBERS, Detach, raises)
    bench.detach("bob", "timeout")
    assert log.failures == [Failed(len(bench.journal))]
    assert [type(event) for event in bench.seen("ann")] == [Left, Undelivered]
    check_that_bob_is_gone(bench)


def test_a_detach_that_fails_counts_what_its_client_has_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = pair(Log())
    monkeypatch.setitem(BY_MEMBERS, Detach, raises)
    bench.detach("bob", seen=len(bench.journal))
    assert bench.seen("ann") == [Left("bob", "lost")]


@pytest.mark.parametrize("after", [False, True])
def test_an_end_of_a_grace_that_fails_ends_the_session(monkeypatch: pytest.MonkeyPatch, after: bool) -> None:
    log = Log()
    bench = pair(log)
    bench.detach("bob")
    monkeypatch.setattr(chat_module, "end_grace", lambda *it: raises(end_grace(*it) if after else None))
    bench.wait(15)
    assert [failure.number for failure in log.failures] == [3]
    assert bench.seen("ann")[0] == Left("bob", "lost")
    assert len(bench.times("ann", Undelivered)) == 1
    check_that_bob_is_gone(bench)


@pytest.mark.parametrize(
    "part",
    [
        "handlers.arrivals.announce_ends",
        "handlers.arrivals.hold_names_of_departed",
        "handlers.arrivals.return_undelivered",
        "failures.forget_ignored",
    ],
)
def test_whoever_fails_at_its_end_is_gone_and_its_messages_come_back(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = pair(Log())
    bench.detach("bob")
    monkeypatch.setattr(f"besedka.chat.{part}", raises)
    monkeypatch.setattr(chat_module, "end_grace", lambda *it: raises(end_grace(*it)))
    bench.wait(15)
    monkeypatch.undo()
    assert [type(event) for event in bench.seen("ann")] == [Left, Undelivered]
    check_that_bob_is_gone(bench)


def test_a_session_is_gone_although_not_even_its_messages_can_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = pair(Log())
    monkeypatch.setitem(BY_MEMBERS, Detach, raises)
    monkeypatch.setattr("besedka.chat.failures.return_undelivered", raises)
    monkeypatch.setattr("besedka.chat.failures.confirm_seen", raises)
    bench.apply(bench.session("bob"), Detach("error"))
    monkeypatch.undo()
    assert bench.seen("ann") == [Left("bob", "error")]
    check_that_bob_is_gone(bench)


def test_a_resume_that_fails_is_answered_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = pair(Log())
    bench.detach("bob")
    monkeypatch.setattr("besedka.chat.handlers.resuming.welcome", raises)
    deliveries = bench.apply(bench.session("bob"), Resume(bench.position("bob")))
    assert [(d.event, d.audience) for d in deliveries] == [(Refused("internal-error"), bench.session("bob"))]
    monkeypatch.undo()
    (_, resumed), (_, message) = bench.resume("bob")
    assert isinstance(resumed, Resumed)
    assert isinstance(message, Message)


def test_a_confirmation_that_fails_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = pair(Log())
    monkeypatch.setitem(BY_MEMBERS, Seen, raises)
    bench.apply(bench.session("bob"), Seen(len(bench.journal)))
    monkeypatch.undo()
    _, (_, message) = bench.resume("bob")
    assert isinstance(message, Message)


def test_a_private_message_that_cannot_be_kept_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = pair(Log())
    bench.detach("bob")
    monkeypatch.setattr("besedka.chat.handlers.keeping.size_of", raises)
    assert bench.send("ann", "two", "bob") == Refused("internal-error")
    monkeypatch.undo()
    _, (_, message) = bench.resume("bob")
    assert isinstance(message, Message)
    assert message.text == "hello"
    assert bench.heard("ann") == []


def test_a_node_start_that_fails_leaves_the_detached_a_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = pair(Log())
    bench.detach("bob")
    bench.sleep(1000)
    monkeypatch.setattr("besedka.chat.handlers.nodes.divide", raises)
    bench.start()
    monkeypatch.undo()
    check_everything(bench)
    bench.wait(299)
    assert bench.chat.is_in(bench.session("bob"))
    bench.wait(1)
    assert not bench.chat.is_in(bench.session("bob"))
