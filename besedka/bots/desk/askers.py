"""The people who ask: what is remembered of each, and how much each may ask."""

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any, Final

from besedka.bots.bot import BotLimits
from besedka.bots.desk.addressing import LETTERS, is_cyrillic

__all__ = ["Asker", "Askers"]

_MINUTE: Final = 60.0


class Asker:
    """One person of the chat, by its present name. `here` is False once it has left or was forgotten."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.here = True
        self.memory: dict[str, Any] = {}
        self.open = 0
        """Questions of this asker that have no answer yet."""

        self._code: str | None = None
        self._asked: deque[float] = deque()
        self._silent_until = 0.0

    def language(self, question: str, whole: str) -> str:
        """Return the code of the language to answer in, and remember it.

        Russian for Cyrillic letters, English for others. A question without letters has the language of the asker's
        last one; if it is the first, that of the `whole` message, the bot's name included.
        """
        if LETTERS.search(question):
            self._code = "ru" if is_cyrillic(question) else "en"
        elif self._code is None:
            return "ru" if is_cyrillic(whole) else "en"
        return self._code or "en"

    def wait(self, now: float, limit: int) -> float | None:
        """Count a question. Return 0 if it may be answered, the seconds to wait if it may not, None if that was said.

        After `limit` questions within a minute, all are refused until a minute after the last one that was not. So no
        minute has more than `limit` answers and one refusal.
        """
        if now < self._silent_until:
            return None
        while self._asked and self._asked[0] <= now - _MINUTE:
            self._asked.popleft()
        if len(self._asked) < limit:
            self._asked.append(now)
            return 0.0
        self._silent_until = self._asked[-1] + _MINUTE
        return self._silent_until - now


class Askers:
    """Those who asked, by name. Bounded: whoever has not asked for the longest time is forgotten first."""

    def __init__(self, limits: BotLimits) -> None:
        self._limits = limits
        self._by_name: OrderedDict[str, Asker] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._by_name)

    def get(self, name: str) -> Asker:
        """Return the asker of this name, from now on the last to be forgotten."""
        asker = self._by_name.get(name)
        if asker is None:
            if len(self._by_name) >= self._limits.max_askers:
                self._forget_one()
            asker = self._by_name[name] = Asker(name)
        self._by_name.move_to_end(name)
        return asker

    def rename(self, old: str, new: str) -> None:
        """Follow a person to its new name."""
        asker = self._by_name.pop(old, None)
        if asker is not None:
            asker.name = new
            self._by_name[new] = asker

    def forget(self, is_gone: Callable[[str], bool]) -> None:
        """Forget everybody whose name is gone."""
        for name in [name for name in self._by_name if is_gone(name)]:
            self._by_name.pop(name).here = False

    def trim(self, asker: Asker) -> None:
        """Keep the asker's memory within its bounds."""
        while len(asker.memory) > self._limits.max_memory:
            del asker.memory[next(iter(asker.memory))]

    def _forget_one(self) -> None:
        idle = (name for name, asker in self._by_name.items() if not asker.open)
        self._by_name.pop(next(idle, next(iter(self._by_name)))).here = False
