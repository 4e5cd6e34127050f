"""A desk without a chat: events are fed to it, and what it wants done is collected."""

from collections.abc import Sequence
from typing import Any, ClassVar

from besedka.bots.bot import Bot, BotCommand, BotLimits, Question, Words
from besedka.bots.desk.actions import Abandon, Action, Begin, Note, Outgoing, TakeName, Tell, Ticket, Wait
from besedka.bots.desk.desk import Desk
from besedka.chat.language.events import Event, Limits, Message, Stamp, Welcome
from besedka.client import Received

LIMITS = Limits(4000, 32, 604_800, 100, 20)


async def repeat(_: Bot, question: Question) -> str:
    return question.argument.upper() or "…"


class Parrot(Bot):
    """With a default command."""

    name = "parrot"
    about: ClassVar[Words] = {"en": "Repeats what you say.", "ru": "Повторяет за вами."}
    commands = (
        BotCommand(
            "repeat", "repeat TEXT", {"en": "repeats\nAll of TEXT.", "ru": "повторяет"}, repeat, ("повтори",)
        ),
        BotCommand("whisper", {"en": "whisper", "ru": "шёпот"}, {"en": "repeats softly"}, repeat),
    )
    default: ClassVar[str | None] = "repeat"


class Strict(Parrot):
    """Without one."""

    default = None


def with_limits(bot: type[Bot], **limits: Any) -> type[Bot]:
    return type("Limited", (bot,), {"limits": BotLimits(**limits)})


class Bench:
    """A desk in a chat with `eve` and `bob`, at a time that only the test moves."""

    def __init__(self, bot: type[Bot] = Parrot, *, join: bool = True, **limits: Any) -> None:
        self.desk = Desk(with_limits(bot, **limits)(), "parrot")
        self.now = 1000.0
        self.seq = 0
        self.notes: list[Note] = []
        self.begun: list[Ticket] = []
        self.waiting: list[Ticket] = []
        self.abandoned: list[Ticket] = []
        self.told: list[Outgoing] = []
        self.names: list[str] = []
        if join:
            self.welcome()

    def do(self, actions: Sequence[Action]) -> None:
        for action in actions:
            match action:
                case Begin(ticket):
                    self.begun.append(ticket)
                case Wait(ticket):
                    self.waiting.append(ticket)
                case Abandon(ticket):
                    self.abandoned.append(ticket)
                case Tell(message):
                    self.told.append(message)
                case TakeName(name):
                    self.names.append(name)
                case Note():
                    self.notes.append(action)

    def happens(self, event: Event, ref: int | None = None) -> None:
        self.seq += 1
        self.do(self.desk.receive(Received(event, Stamp(self.seq, 0), ref), self.now))

    def welcome(
        self, name: str = "parrot", *others: str, muted_until: int | None = None, more: int = 0
    ) -> None:
        members = (name, *(others or ("bob", "eve")))
        self.happens(Welcome(name, members, len(members) + more, LIMITS, muted_until))

    def hears(
        self, text: str, author: str = "eve", *, public: bool = False, number: int | None = None
    ) -> None:
        to = None if public else self.desk.name
        self.happens(Message(self.seq + 1 if number is None else number, author, text, to))

    def finish(self, ticket: Ticket, answer: str = "done") -> list[Outgoing]:
        """The handler returned, and its answer was sent."""
        messages = self.desk.answer(ticket, answer)
        self.do(self.desk.done(ticket, self.now))
        return messages

    def is_muted(self) -> bool:
        return self.desk.muted

    def is_misnamed(self) -> bool:
        return self.desk.misnamed

    def is_idle(self) -> bool:
        return self.desk.idle

    @property
    def asked(self) -> list[str]:
        return [ticket.question.argument for ticket in self.begun]

    @property
    def said(self) -> list[str]:
        return [message.text for message in self.told]
