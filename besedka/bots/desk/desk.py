"""What a bot does about the events of a chat, without sockets, tasks or clocks: events in, actions out.

    question → Ticket → (waiting →) Begin → the handler's answer → messages → done

A ticket holds one of the `BotLimits.at_once` places from its Begin until its answer is sent, so everything behind it is
bounded too: handlers that run, and answers that wait for a connection or for the end of a mute.
"""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import Final

from besedka.bots.bot import Bot, Question
from besedka.bots.desk import notices
from besedka.bots.desk.actions import Abandon, Action, Begin, Note, Outgoing, TakeName, Tell, Ticket, Wait
from besedka.bots.desk.addressing import addressed_to
from besedka.bots.desk.answers import as_messages
from besedka.bots.desk.askers import Asker, Askers
from besedka.bots.desk.command_table import CommandTable
from besedka.chat.language.events import (
    Left,
    Message,
    Muted,
    Refused,
    Renamed,
    Resumed,
    Silenced,
    Stamp,
    Unmuted,
    Welcome,
)
from besedka.chat.language.text import clean
from besedka.client import Disconnected, Received, Reconnecting
from besedka.client.wanted_name import WantedName
from besedka.dialects.words.languages import language

__all__ = ["Desk"]

_REMEMBERED_NUMBERS: Final = 1000
_LONGEST_WAIT: Final = 600.0
"""Seconds that an asker is told to wait at most."""

_NEWEST: Final = 0.2
"""Share of the newest duration in the estimate of how long a question takes."""


class Desk:
    """Takes questions and decides who is answered, when, and what the library itself says. `now` is in seconds.

    - Answered are private messages, and public ones that begin with the bot's present name; never the bot's own, those
      of other bots, nor the same message twice. While it has another name than it wants, no public message is answered.
    - After a lost connection, askers who are still there get their answers; all others are forgotten. After a restart
      of a server that keeps nothing everybody is: a name may be somebody else's by then.
    """

    def __init__(self, bot: Bot, wanted: str) -> None:
        self.name = ""
        self.muted = False
        self.max_text = 0
        self.limits = bot.limits
        self._table = CommandTable(bot)
        self._asked_name = wanted
        self._wanted = WantedName(wanted)
        self._askers = Askers(bot.limits)
        self._begun: list[Ticket] = []
        self._waiting: deque[Ticket] = deque()
        self._numbers: OrderedDict[int, None] = OrderedDict()
        self._seq = 0
        self._typical = bot.limits.patience
        self._closed = False

    @property
    def wanted_name(self) -> str:
        """The name to join under."""
        return self._asked_name

    @property
    def misnamed(self) -> bool:
        """Whether the bot has another name than the one it should have."""
        return self._wanted.open

    @property
    def idle(self) -> bool:
        """Whether every question has been dealt with."""
        return not self._begun and not self._waiting

    # -- what happens in the chat ------------------------------------------------------------------------------------

    def receive(self, received: Received, now: float) -> list[Action]:
        """Return what is to be done about an event of the chat. Events must come in the chat's order."""
        event, actions = received.event, list[Action]()
        match event:
            case Welcome():
                actions += self._join(event, received.stamp)
            case Resumed(state):
                actions += self._enter(state, Note("resumed", {"missed": event.missed, "gap": event.gap}))
            case Message():
                actions += self._hear(event, now)
            case Renamed(old, new):
                actions += self._rename(old, new)
                actions += [Note("named", {"name": new})] if new == self.name else []
            case Disconnected() | Reconnecting():
                actions += _loss(event)
            case Left(name):
                actions += self._forget(lambda known: known == name)
            case Silenced() | Muted() | Unmuted():
                actions += self._silence(event)
            case Refused(code) if received.ref is None and code.startswith("name-"):
                actions.append(
                    Note("name-refused", {"code": code, "wanted": self._asked_name}, is_warning=True)
                )
        self._seq = max(self._seq, received.stamp.seq)
        if self._wanted.follow(event, answer=received.ref is not None):
            actions.append(TakeName(self._wanted.wanted))
        return actions

    def _join(self, welcome: Welcome, stamp: Stamp) -> list[Action]:
        self._wanted = WantedName(self._asked_name)
        restarted = stamp.seq < self._seq
        if restarted:
            self._seq = 0
            self._numbers.clear()
        muted = welcome.muted_until is not None
        note = Note("joined", {"name": welcome.name, "muted": muted})
        return self._enter(welcome, note, among_strangers=restarted)

    def _enter(self, state: Welcome, note: Note, *, among_strangers: bool = False) -> list[Action]:
        self.name, self.max_text = state.name, state.limits.max_text
        self.muted = state.muted_until is not None
        members = set(state.members)
        everybody_is_listed = state.member_count <= len(members)
        gone = self._forget(lambda name: among_strangers or (everybody_is_listed and name not in members))
        return [note, *gone]

    def _rename(self, old: str, new: str) -> list[Action]:
        if old == self.name:
            self.name = self._asked_name = new
        # Somebody known by the new name has left unseen, during a lost connection: their answers are not this person's.
        gone = self._forget(lambda known: known == new != old)
        self._askers.rename(old, new)
        return gone

    def _silence(self, event: Silenced | Muted | Unmuted) -> list[Action]:
        if not isinstance(event, Silenced) and event.name != self.name:
            return []
        was, self.muted = self.muted, not isinstance(event, Unmuted)
        if was == self.muted:
            return []
        again = [TakeName(self._asked_name)] if self.misnamed and not self.muted else []
        return [Note("muted" if self.muted else "unmuted", is_warning=self.muted), *again]

    def _forget(self, is_gone: Callable[[str], bool]) -> list[Action]:
        self._askers.forget(is_gone)
        self._waiting = deque(ticket for ticket in self._waiting if ticket.asker.here)
        return [Abandon(ticket) for ticket in self._begun if not ticket.asker.here]

    # -- questions ---------------------------------------------------------------------------------------------------

    def _hear(self, message: Message, now: float) -> list[Action]:
        text = self._question_in(message)
        if text is None or self._is_repeated(message.number):
            return []
        asker, is_public = self._askers.get(message.author), message.to is None
        code = asker.language(text, message.text)
        wait = asker.wait(now, self.limits.per_minute)
        if wait is None:
            return []
        if wait:
            notice = notices.too_many(self.limits.per_minute, wait, language(code))
            return [Note("limited", {"asker": asker.name}), self._notice(notice, asker, is_public)]
        reading = self._table.read(text)
        question = Question(
            asker.name,
            reading.argument,
            reading.command.name,
            language(code),
            is_public,
            asker.memory,
            reading.near,
        )
        return self._accept(Ticket(question, asker, reading.command), now)

    def _question_in(self, message: Message) -> str | None:
        """Return what the message asks of this bot; None if nothing."""
        if self._closed or message.author == self.name or message.bot:
            return None
        text = clean(message.text).strip()
        if message.to is not None:
            return addressed_to(self.name, text) or text
        return None if self.misnamed else addressed_to(self.name, text)

    def _is_repeated(self, number: int) -> bool:
        """Return whether the message was taken before, and remember it."""
        if number in self._numbers:
            return True
        self._numbers[number] = None
        if len(self._numbers) > _REMEMBERED_NUMBERS:
            self._numbers.popitem(last=False)
        return False

    def _accept(self, ticket: Ticket, now: float) -> list[Action]:
        asked = Note("question", {"asker": ticket.asker.name, "command": ticket.command.name})
        if len(self._waiting) >= self.limits.queued:
            notice = notices.busy(self._time_until_free(), ticket.question.language)
            busy = Note("busy", {"asker": ticket.asker.name}, is_warning=True)
            return [busy, self._notice(notice, ticket.asker, ticket.question.is_public)]
        ticket.asker.open += 1
        self._waiting.append(ticket)
        begun = self._begin(now)
        return [asked, *begun, *([Wait(ticket)] if ticket.begun_at is None else [])]

    def _begin(self, now: float) -> list[Action]:
        actions = list[Action]()
        while len(self._begun) < self.limits.at_once and (ticket := self._next()) is not None:
            self._waiting.remove(ticket)
            ticket.begun_at = now
            self._begun.append(ticket)
            actions.append(Begin(ticket))
        return actions

    def _next(self) -> Ticket | None:
        """Return the ticket that has waited longest, of those whose asker may have one more begun."""
        begun = Counter(ticket.asker for ticket in self._begun)
        free = (ticket for ticket in self._waiting if begun[ticket.asker] < self.limits.at_once_each)
        return next(free, None)

    def _time_until_free(self) -> float:
        return min(_LONGEST_WAIT, self._typical * (len(self._waiting) + 1) / self.limits.at_once)

    # -- answers -----------------------------------------------------------------------------------------------------

    def takes_long(self, ticket: Ticket) -> list[Action]:
        """Return the notice that the answer takes a while; nothing if the asker was told, or waits no longer."""
        if ticket.announced or ticket.answered or not (ticket in self._begun or ticket in self._waiting):
            return []
        ticket.announced = True
        text = notices.one_moment(ticket.question.language)
        return [self._notice(text, ticket.asker, ticket.question.is_public, ticket)]

    def answer(self, ticket: Ticket, answer: str | Sequence[str]) -> list[Outgoing]:
        """Return the messages that tell the answer; none if it is blank.

        The chat's limit of length is obeyed, and a public answer begins with the asker's name.
        """
        public = ticket.question.is_public
        prefix = f"{ticket.asker.name}: " if public else ""
        texts = as_messages(answer, prefix, self.max_text, self.limits.max_messages)
        ticket.answered = True
        return [Outgoing(text, ticket.asker, public, ticket) for text in texts]

    def done(self, ticket: Ticket, now: float) -> list[Action]:
        """Free the place of a ticket whose answer was sent or is not wanted any more; return what begins instead."""
        self._begun.remove(ticket)
        ticket.asker.open -= 1
        self._askers.trim(ticket.asker)
        elapsed = now - (now if ticket.begun_at is None else ticket.begun_at)
        self._typical += _NEWEST * (elapsed - self._typical)
        return self._begin(now)

    # -- the end -----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Take no more questions."""
        self._closed = True

    def give_up(self) -> list[Action]:
        """Abandon everything that has no answer yet, and tell those who wait for it."""
        unfinished = [ticket for ticket in (*self._begun, *self._waiting) if not ticket.answered]
        begun = [Abandon(ticket) for ticket in self._begun if not ticket.answered]
        self._waiting.clear()
        told = [
            self._notice(notices.leaving(each.question.language), each.asker, each.question.is_public)
            for each in unfinished
        ]
        return [*begun, *told]

    def _notice(self, text: str, asker: Asker, public: bool, ticket: Ticket | None = None) -> Tell:
        shown = as_messages(text, f"{asker.name}: " if public else "", self.max_text, 1)
        return Tell(Outgoing("".join(shown), asker, public, ticket, notice=True))


def _loss(event: Disconnected | Reconnecting) -> list[Action]:
    """Note what happens to the connection, but not that an attempt begins."""
    if isinstance(event, Disconnected):
        return [Note("disconnected", {"why": event.why, "code": event.code}, is_warning=True)]
    waits = {"why": event.why, "again_in": f"{event.delay:.1f}"}
    return [Note("no-connection", waits, is_warning=True)] if event.delay > 0 else []
