from typing import Any, cast

from server_fakes import FakeLoop, FakeTransport

from besedka.chat.language.commands import Rename, Send
from besedka.chat.language.events import Refused
from besedka.chat.language.questions import ListUsers, ShowHistory
from besedka.dialects import Request
from besedka.server.fanout.outbox import Outbox
from besedka.server.sessions.session import Session


class Desk:
    """A session whose journal answers by hand."""

    def __init__(self) -> None:
        self.did: list[Any] = []
        self.committed = 0
        outbox = Outbox("s", cast("Any", FakeTransport(FakeLoop())), cast("Any", None))
        self.session = Session(
            "node",
            "s",
            outbox,
            lambda _origin, command: self.did.append(command),
            lambda _, request: self.did.append(request.ask),
            lambda _: None,
        )

    def ask(self, *asks: Any) -> None:
        for number, ask in enumerate(asks):
            self.session.ask(Request(ask, number))

    def commit(self) -> Any:
        self.committed += 1
        _, ref = self.session.settle(self.committed)
        self.session.go_on()
        return ref


def test_commands_follow_each_other_without_waiting() -> None:
    desk = Desk()
    desk.ask(Send("a"), Send("b"))
    assert desk.did == [Send("a"), Send("b")]


def test_a_question_waits_for_the_commands_before_it() -> None:
    desk = Desk()
    desk.ask(Send("a"), Send("b"), ListUsers())
    desk.commit()
    assert ListUsers() not in desk.did
    desk.commit()
    assert desk.did[-1] == ListUsers()


def test_a_refusal_waits_in_line_like_a_question() -> None:
    desk = Desk()
    desk.ask(Send("a"), Refused("empty-line"))
    assert desk.did == [Send("a")]
    desk.commit()
    assert desk.did[-1] == Refused("empty-line")


def test_a_command_waits_for_the_question_before_it() -> None:
    desk = Desk()
    desk.ask(Send("a"), ListUsers(), Rename("b"), ShowHistory())
    assert desk.did == [Send("a")]
    desk.commit()
    assert desk.did == [Send("a"), ListUsers(), Rename("b")]
    desk.commit()
    assert desk.did[-1] == ShowHistory()


def test_a_question_with_nothing_before_it_is_answered_at_once() -> None:
    desk = Desk()
    desk.ask(ListUsers())
    assert desk.did == [ListUsers()]


def test_refs_come_back_in_the_order_of_the_commands() -> None:
    desk = Desk()
    desk.ask(Send("a"), Send("b"))
    assert [desk.commit(), desk.commit(), desk.commit()] == [0, 1, None]


def test_busy_counts_what_has_no_answer_yet() -> None:
    desk = Desk()
    desk.ask(Send("a"), ListUsers())
    assert desk.session.busy == 2
    desk.commit()
    assert desk.session.busy == 0


def test_progress_is_told_once() -> None:
    desk = Desk()
    told: list[int] = []
    desk.session.on_progress = lambda: told.append(1)
    desk.ask(Send("a"), Send("b"))
    desk.commit()
    desk.commit()
    assert told == [1]
