"""Replies to requests that are not commands: questions, and requests about the session or its connection."""

from collections.abc import Callable

from besedka.chat import Chat, Rules, Stamp
from besedka.chat.language.events import Refused
from besedka.dialects import (
    Help,
    HelpShown,
    JoinChat,
    LanguageSet,
    Request,
    ResumeSession,
    Shown,
    UseLanguage,
)
from besedka.server.fanout.fanout import Fanout
from besedka.server.sessions.delivery import Deliverer
from besedka.server.sessions.lookups import Lookups
from besedka.server.sessions.session import Session

__all__ = ["Replies"]


class Replies:
    """Answers at once what needs no question to the chat; everything else is for `lookups`."""

    def __init__(
        self, chat: Chat, fanout: Fanout, deliverer: Deliverer, lookups: Lookups, now: Callable[[], Stamp]
    ) -> None:
        self._chat = chat
        self._fanout = fanout
        self._deliverer = deliverer
        self._lookups = lookups
        self._now = now

    def reply(self, session: Session, request: Request) -> None:
        """Answer a request that is not a command, or begin to look its answer up."""
        ask = request.ask
        if self._fanout.counts is not None:
            self._fanout.counts.count_question(ask)
        shown: Shown
        if isinstance(ask, Help):
            shown = HelpShown(ask.topic, self._chat.rules or Rules())
        elif isinstance(ask, UseLanguage):
            outbox = session.outbox
            if outbox is not None:
                self._fanout.change_encoding(outbox, outbox.encoding.kin(ask.language))
            shown = LanguageSet(ask.language)
        elif isinstance(ask, Refused):
            shown = ask
        elif isinstance(ask, JoinChat | ResumeSession):
            shown = Refused("already-in", {"type": "join" if isinstance(ask, JoinChat) else "resume"})
        else:
            self._lookups.ask(session, request)
            return
        self._deliverer.answer(session, shown, self._now(), request.ref)
