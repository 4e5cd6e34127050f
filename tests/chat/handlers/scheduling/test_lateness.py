"""What came due while the server was down."""

import pytest
from stage import NOON, Stage

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import NodeStarted, NodeStopped, Send
from besedka.chat.language.events import Event, Message, Muted, NotSent, Unmuted

HOUR = 3_600_000
DURABLE = Rules(max_late=HOUR)


def down_for(stage: Stage, seconds: float, rules: Rules | None = None) -> list[Event]:
    """The server stops, and starts so much later."""
    stage.server(NodeStopped(stage.life(), durable=True))
    stage.now += int(seconds * 1000)
    return stage.start(rules)


def with_pending(rules: Rules = DURABLE, to: str | None = None) -> Stage:
    """Ann has a message that is due in a minute; bob is there as well, and cid on another node."""
    stage = Stage(rules)
    stage.join("ann")
    stage.join("bob")
    stage.start(node="other")
    stage.join("cid", node="other")
    stage.do("ann", Send("later", to, 60))
    stage.forget()
    return stage


def messages(events: list[Event]) -> list[Message]:
    return [event for event in events if isinstance(event, Message)]


def test_a_message_that_came_due_meanwhile_is_sent_at_the_start_and_marked() -> None:
    stage = with_pending()
    (message,) = messages(down_for(stage, 600))
    assert (message.text, message.delayed, message.late) == ("later", True, True)
    row = stage.chat.snapshot()["history"][-1]["message"]
    assert (row["text"], row["late"]) == ("later", True)


def test_a_message_that_comes_due_after_the_start_is_not_late() -> None:
    stage = with_pending()
    assert messages(down_for(stage, 59)) == []
    stage.wait(1)
    (message,) = messages(stage.seen("cid"))
    assert not message.late


@pytest.mark.parametrize(("seconds", "sent"), [(60 + 3600, 1), (60.001 + 3600, 0)])
def test_a_message_may_be_an_hour_late_and_not_more(seconds: float, sent: int) -> None:
    stage = with_pending()
    assert len(messages(down_for(stage, seconds))) == sent
    assert len(stage.history("cid")) == sent


def test_the_rules_of_the_start_say_how_late_a_message_may_be() -> None:
    assert messages(down_for(with_pending(), 61, Rules(max_late=0))) == []
    assert len(messages(down_for(with_pending(Rules(max_late=0)), 3600, DURABLE))) == 1


def test_an_author_who_is_elsewhere_is_told() -> None:
    stage = with_pending()
    stage.do("cid", Send("mine", None, 60))
    stage.forget()
    down_for(stage, 2 * 3600)
    told = [event for event in stage.seen("cid") if isinstance(event, NotSent)]
    assert [(event.message.text, event.reason) for event in told] == [("mine", "too-late")]


def test_what_is_too_late_is_not_tried_again() -> None:
    stage = with_pending()
    down_for(stage, 2 * 3600)
    assert stage.chat.next_due() is None


def test_a_private_message_for_somebody_whose_connection_was_lost_is_not_sent() -> None:
    stage = with_pending(to="bob")
    assert messages(down_for(stage, 600)) == []
    assert messages(stage.seen("bob")) == []
    assert stage.returned("ann") == []
    stage.join("ann")
    assert stage.returned("ann") == [("later", "too-late")]


def test_a_private_message_for_somebody_elsewhere_is_sent() -> None:
    stage = with_pending(to="cid")
    down_for(stage, 600)
    (message,) = messages(stage.seen("cid"))
    assert (message.to, message.late) == ("cid", True)


def test_what_the_pace_puts_off_at_a_start_stays_late() -> None:
    stage = Stage(Rules(max_late=HOUR, pace=1))
    stage.join("ann")
    for text in ("one", "two"):
        stage.do("ann", Send(text, None, 60))
    stage.start(node="other")
    stage.join("cid", node="other")
    stage.forget()
    down_for(stage, 600)
    kept = Chat.restore(stage.chat.snapshot())
    assert kept.snapshot() == stage.chat.snapshot()
    stage.wait(5)
    assert [(message.text, message.late) for message in messages(stage.seen("cid"))] == [
        ("one", True),
        ("two", True),
    ]


def test_a_start_that_the_journal_repeats_makes_nothing_late() -> None:
    stage = with_pending(to="bob")
    stage.now = NOON + 600_000
    stage.server(NodeStarted(stage.life()))
    (message,) = messages(stage.seen("bob"))
    assert not message.late


def test_without_a_limit_nothing_is_checked_as_ever() -> None:
    stage = with_pending(Rules())
    (message,) = messages(down_for(stage, 7 * 24 * 3600))
    assert not message.late


def test_a_mute_runs_on_while_the_server_is_down() -> None:
    stage = Stage(Rules(max_late=HOUR, complaints_tolerated=0))
    stage.join("ann")
    stage.join("bob")
    stage.start(node="other")
    stage.join("cid", node="other")
    stage.report("bob", "ann")
    assert any(isinstance(event, Muted) for event in stage.seen("cid"))
    stage.forget()
    down_for(stage, 599)
    assert not any(isinstance(event, Unmuted) for event in stage.seen("cid"))
    down_for(stage, 1)
    assert any(isinstance(event, Unmuted) for event in stage.seen("cid"))
