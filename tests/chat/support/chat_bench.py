"""A chat for tests: people come, speak, wait and go, and what each of them sees is asked."""

from chat_driver import MINUTE, NOON, SERVER, ChatDriver, addressee, session_of, token_of, told

from besedka.chat import Rules, Stamp
from besedka.chat.failures import OnFailure, reraise
from besedka.chat.language.commands import (
    LOOPBACK,
    Cancel,
    Departure,
    Detach,
    Ignore,
    Join,
    Leave,
    Rename,
    Report,
    Resume,
    Seen,
    Send,
    Unignore,
)
from besedka.chat.language.events import (
    Accepted,
    Event,
    Farewell,
    HistoryListed,
    IgnoredListed,
    Message,
    NotSent,
    Pending,
    Refused,
    Resumed,
    ScheduledListed,
    User,
    UsersListed,
    Welcome,
)
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, ShowHistory

__all__ = ["LOOPBACK", "MINUTE", "NOON", "SERVER", "ChatBench", "addressee", "session_of", "token_of", "told"]


class ChatBench(ChatDriver):
    """A chat in which people do and see things.

    By default somebody joins from a network of their own, under `who` as the name.
    """

    def __init__(self, rules: Rules | None = None, on_failure: OnFailure = reraise) -> None:
        super().__init__(rules, on_failure)
        self._read: dict[str, int] = {}

    # -- what people do

    def join(
        self,
        who: str,
        name: str | None = "",
        network: str | None = None,
        *,
        node: str = "node",
        numbered: bool = False,
        bot: bool = False,
        resumable: bool = False,
    ) -> Welcome:
        """Enter under `name` (None: without a wish)."""
        wish = who if name == "" else name
        if isinstance(self.streams.get(self.session(who), [(None, None)])[-1][1], Farewell):
            self._visits[who] = self._visits.get(who, 0) + 1
        token = token_of(self.session(who)) if resumable else None
        if resumable:
            self._resumable.add(self.session(who))
        events = self.do(who, Join(network or f"network of {who}", wish, numbered, bot, token), node=node)
        welcome = events[0]
        assert isinstance(welcome, Welcome)
        return welcome

    def join_all(self, *people: str, network: str | None = None, resumable: bool = False) -> None:
        for who in people:
            self.join(who, network=network, resumable=resumable)
        self.forget()

    def cut(self, who: str) -> None:
        """The connection is gone, and the server does not know it yet."""
        self._cut.add(self.session(who))

    def position(self, who: str) -> int:
        """The last entry of which the client of `who` has seen something."""
        stream = self.streams[self.session(who)]
        return max(stamp.seq for stamp, event in stream if not isinstance(event, Resumed))

    def detach(self, who: str, reason: Departure = "lost", seen: int = 0) -> list[Event]:
        """The server notices that the connection of `who` is gone. Returns what it tells somebody else."""
        self.cut(who)
        deliveries = self.apply(self.session(who), Detach(reason, seen), node=self._nodes[self.session(who)])
        return [delivery.event for delivery in deliveries if told(delivery.event)]

    def resume(self, who: str, seen: int | None = None, node: str | None = None) -> list[tuple[Stamp, Event]]:
        """`who` comes back, having seen all until its connection was cut. Returns what it is told."""
        session = self.session(who)
        before = len(self.streams[session])
        last = self.position(who) if seen is None else seen
        self.apply(session, Resume(last), node=node or self._nodes[session])
        return self.streams[session][before:]

    def confirm(self, who: str, seq: int | None = None) -> None:
        """The client of `who` says what it has seen: by default everything."""
        last = self.position(who) if seq is None else seq
        assert self.apply(self.session(who), Seen(last), node=self._nodes[self.session(who)]) == []

    def leave(self, who: str, reason: Departure = "exit") -> list[Event]:
        return self.do(who, Leave(reason))

    def send(
        self, who: str, text: str, to: str | None = None, delay: int | None = None
    ) -> Accepted | Refused:
        return self._answer(self.do(who, Send(text, to, delay)))

    def schedule(self, who: str, text: str, delay: int, to: str | None = None) -> int:
        """Return the number of the delayed message."""
        answer = self.send(who, text, to, delay)
        assert isinstance(answer, Accepted), answer
        assert answer.number is not None
        return answer.number

    def rename(self, who: str, name: str) -> Accepted | Refused:
        return self._answer(self.do(who, Rename(name)))

    def report(self, who: str, name: str) -> Accepted | Refused:
        return self._answer(self.do(who, Report(name)))

    def ignore(self, who: str, name: str) -> Accepted | Refused:
        return self._answer(self.do(who, Ignore(name)))

    def unignore(self, who: str, name: str) -> Accepted | Refused:
        return self._answer(self.do(who, Unignore(name)))

    def cancel(self, who: str, number: int | None = None, *, everything: bool = False) -> Event:
        (answer,) = self.do(who, Cancel(number, everything))
        return answer

    def mute(self, name: str) -> None:
        """Four people from elsewhere come, complain of `name`, and go."""
        for index in range(4):
            who = f"witness-{len(self.journal)}-{index}"
            self.join(who, name=None)
            assert isinstance(self.report(who, name), Accepted)
            self.leave(who)

    @staticmethod
    def _answer(events: list[Event]) -> Accepted | Refused:
        (answer,) = [event for event in events if isinstance(event, Accepted | Refused)]
        return answer

    # -- what people see

    def seen(self, who: str) -> list[Event]:
        """What `who` was delivered since the last time this was asked."""
        session = self.session(who)
        stream = self.streams.get(session, [])
        start, self._read[session] = self._read.get(session, 0), len(stream)
        return [event for _, event in stream[start:]]

    def forget(self) -> None:
        """From here on `seen` tells only what is new."""
        self._read = {session: len(stream) for session, stream in self.streams.items()}

    def heard(self, who: str) -> list[str]:
        """The texts of the new messages."""
        return [event.text for event in self.seen(who) if isinstance(event, Message)]

    def returned(self, who: str) -> list[tuple[str, str]]:
        """Text and reason of the new messages that were not sent."""
        return [(e.message.text, e.reason) for e in self.seen(who) if isinstance(e, NotSent)]

    def times(self, who: str, kind: type[Event]) -> list[int]:
        """When, in milliseconds from now back to noon, `who` was delivered events of this kind."""
        return [
            stamp.at - NOON for stamp, event in self.streams[self.session(who)] if isinstance(event, kind)
        ]

    def users(self, who: str) -> tuple[User, ...]:
        answer = self.chat.answer(self.session(who), ListUsers())
        assert isinstance(answer, UsersListed)
        return answer.users

    def names(self, who: str) -> list[str]:
        return [user.name for user in self.users(who)]

    def muted(self, who: str) -> list[str]:
        return [user.name for user in self.users(who) if user.muted_until is not None]

    def name_of(self, who: str) -> str:
        answer = self.chat.answer(self.session(who), ListUsers())
        assert isinstance(answer, UsersListed)
        return answer.you

    def history(self, who: str) -> list[str]:
        answer = self.chat.answer(self.session(who), ShowHistory())
        assert isinstance(answer, HistoryListed)
        return [recorded.message.text for recorded in answer.messages]

    def ignored(self, who: str) -> list[tuple[str, bool]]:
        """Whom `who` ignores, and whether they are here."""
        answer = self.chat.answer(self.session(who), ListIgnored())
        assert isinstance(answer, IgnoredListed)
        return [(user.name, user.here) for user in answer.users]

    def scheduled(self, who: str) -> tuple[Pending, ...]:
        answer = self.chat.answer(self.session(who), ListScheduled())
        assert isinstance(answer, ScheduledListed)
        return answer.messages
