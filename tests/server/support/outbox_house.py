"""A room whose members only write down what they are sent."""

from collections import Counter
from typing import Any, cast

from server_fakes import FakeLoop, FakeTransport

from besedka.chat import Stamp
from besedka.chat.language.events import Left, Message
from besedka.dialects import Dialect, Ref, Request, Shown
from besedka.server.fanout.encoding import Encoding
from besedka.server.fanout.fanout import Fanout
from besedka.server.fanout.outbox import Outbox

__all__ = ["STAMP", "House", "message"]

STAMP = Stamp(1, 1)
HUGE = 1 << 40


class CountingDialect:
    """A dialect that says what it is asked to say, and counts. Only a `Left` depends on the language."""

    subprotocol = None

    def __init__(self, name: str) -> None:
        self.name = name
        self.written: Counter[tuple[object, ...]] = Counter()

    def read(self, text: str) -> Request:
        raise NotImplementedError

    def write(self, event: Shown, stamp: Stamp, language: str, ref: Ref | None = None) -> str:
        matters = self.language_matters(event)
        self.written[event, language if matters else None] += 1
        return f"{self.name}-{language if matters else '*'}-{getattr(event, 'name', '') or getattr(event, 'text', '')};"

    def language_matters(self, event: Shown) -> bool:
        return isinstance(event, Left)


def frame(text: str) -> bytes:
    return text.encode()


def message(number: int, text: str = "") -> Message:
    return Message(number, "alice", text or f"m{number}")


class House:
    def __init__(self, bound: int = HUGE, total: int = HUGE) -> None:
        self.loop = FakeLoop()
        self.overflowed: list[str] = []
        self.fanout = Fanout(cast("Any", self.loop), self.overflow, bound=bound, total_bound=total)
        self.dialect = CountingDialect("a")
        self.encodings = {
            (kind, language): self.encoding(kind, language) for kind in "ab" for language in ("en", "ru")
        }

    def encoding(self, kind: str, language: str) -> Encoding:
        dialect = self.dialect if kind == "a" else self.__dict__.setdefault("other", CountingDialect("b"))
        return Encoding(cast("Dialect", dialect), language, frame)

    def overflow(self, outbox: Outbox) -> None:
        self.overflowed.append(outbox.session)
        self.fanout.leave(outbox)

    def outbox(
        self, name: str = "one", kind: str = "a", language: str = "en"
    ) -> tuple[Outbox, FakeTransport]:
        transport = FakeTransport(self.loop)
        return Outbox(name, cast("Any", transport), self.encodings[kind, language]), transport

    def member(
        self, name: str = "one", kind: str = "a", language: str = "en"
    ) -> tuple[Outbox, FakeTransport]:
        outbox, transport = self.outbox(name, kind, language)
        self.fanout.enter(outbox)
        return outbox, transport
