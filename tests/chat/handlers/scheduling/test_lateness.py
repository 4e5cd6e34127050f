"""What came due while the server was down."""

import pytest
from chat_bench import NOON, ChatBench

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import NodeStarted, NodeStopped, Send
from besedka.chat.language.events import Event, Message, Muted, NotSent, Unmuted

HOUR = 3_600_000
DURABLE = Rules(max_late=HOUR)


def down_for(bench: ChatBench, seconds: float, rules: Rules | None = None) -> list[Event]:
    """The server stops, and starts so much later."""
    bench.server(NodeStopped(bench.life(), durable=True))
    bench.now += int(seconds * 1000)
    return bench.start(rules)


def with_pending(rules: Rules = DURABLE, to: str | None = None) -> ChatBench:
    """Ann has a message that is due in a minute; bob is there as well, and cid on another node."""
    bench = ChatBench(rules)
    bench.join("ann")
    bench.join("bob")
    bench.start(node="other")
    bench.join("cid", node="other")
    bench.do("ann", Send("later", to, 60))
    bench.forget()
    return bench


def messages(events: list[Event]) -> list[Message]:
    return [event for event in events if isinstance(event, Message)]


def test_a_message_that_came_due_meanwhile_is_sent_at_the_start_and_marked() -> None:
    bench = with_pending()
    (message,) = messages(down_for(bench, 600))
    assert (message.text, message.delayed, message.late) == ("later", True, True)
    row = bench.chat.snapshot()["history"][-1]["message"]
    assert (row["text"], row["late"]) == ("later", True)


def test_a_message_that_comes_due_after_the_start_is_not_late() -> None:
    bench = with_pending()
    assert messages(down_for(bench, 59)) == []
    bench.wait(1)
    (message,) = messages(bench.seen("cid"))
    assert not message.late


@pytest.mark.parametrize(("seconds", "sent"), [(60 + 3600, 1), (60.001 + 3600, 0)])
def test_a_message_may_be_an_hour_late_and_not_more(seconds: float, sent: int) -> None:
    bench = with_pending()
    assert len(messages(down_for(bench, seconds))) == sent
    assert len(bench.history("cid")) == sent


def test_the_rules_of_the_start_say_how_late_a_message_may_be() -> None:
    assert messages(down_for(with_pending(), 61, Rules(max_late=0))) == []
    assert len(messages(down_for(with_pending(Rules(max_late=0)), 3600, DURABLE))) == 1


def test_an_author_who_is_elsewhere_is_told() -> None:
    bench = with_pending()
    bench.do("cid", Send("mine", None, 60))
    bench.forget()
    down_for(bench, 2 * 3600)
    told = [event for event in bench.seen("cid") if isinstance(event, NotSent)]
    assert [(event.message.text, event.reason) for event in told] == [("mine", "too-late")]


def test_what_is_too_late_is_not_tried_again() -> None:
    bench = with_pending()
    down_for(bench, 2 * 3600)
    assert bench.chat.next_due() is None


def test_a_private_message_for_somebody_whose_connection_was_lost_is_not_sent() -> None:
    bench = with_pending(to="bob")
    assert messages(down_for(bench, 600)) == []
    assert messages(bench.seen("bob")) == []
    assert bench.returned("ann") == []
    bench.join("ann")
    assert bench.returned("ann") == [("later", "too-late")]


def test_a_private_message_for_somebody_elsewhere_is_sent() -> None:
    bench = with_pending(to="cid")
    down_for(bench, 600)
    (message,) = messages(bench.seen("cid"))
    assert (message.to, message.late) == ("cid", True)


def test_what_the_pace_puts_off_at_a_start_stays_late() -> None:
    bench = ChatBench(Rules(max_late=HOUR, pace=1))
    bench.join("ann")
    for text in ("one", "two"):
        bench.do("ann", Send(text, None, 60))
    bench.start(node="other")
    bench.join("cid", node="other")
    bench.forget()
    down_for(bench, 600)
    kept = Chat.restore(bench.chat.snapshot())
    assert kept.snapshot() == bench.chat.snapshot()
    bench.wait(5)
    assert [(message.text, message.late) for message in messages(bench.seen("cid"))] == [
        ("one", True),
        ("two", True),
    ]


def test_a_start_that_the_journal_repeats_makes_nothing_late() -> None:
    bench = with_pending(to="bob")
    bench.now = NOON + 600_000
    bench.server(NodeStarted(bench.life()))
    (message,) = messages(bench.seen("bob"))
    assert not message.late


def test_without_a_limit_nothing_is_checked_as_ever() -> None:
    bench = with_pending(Rules())
    (message,) = messages(down_for(bench, 7 * 24 * 3600))
    assert not message.late


def test_a_mute_runs_on_while_the_server_is_down() -> None:
    bench = ChatBench(Rules(max_late=HOUR, complaints_tolerated=0))
    bench.join("ann")
    bench.join("bob")
    bench.start(node="other")
    bench.join("cid", node="other")
    bench.report("bob", "ann")
    assert any(isinstance(event, Muted) for event in bench.seen("cid"))
    bench.forget()
    down_for(bench, 599)
    assert not any(isinstance(event, Unmuted) for event in bench.seen("cid"))
    down_for(bench, 1)
    assert any(isinstance(event, Unmuted) for event in bench.seen("cid"))
