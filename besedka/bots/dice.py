"""A bot that throws dice: the library's own example."""

import re
import secrets
from collections.abc import Callable
from typing import ClassVar, Final

from besedka.bots.bot import AnswerError, Bot, BotCommand, Question, Words

__all__ = ["DiceBot"]

_THROW: Final = re.compile(r"([0-9]{0,3})\s*[dдк]\s*([0-9]{1,4})\s*(?:([+-])\s*([0-9]{1,4}))?", re.IGNORECASE)
_MAX_DICE: Final = 100


class DiceBot(Bot):
    """Throws dice. `throw(n)` returns a number from 0 to n - 1."""

    name = "dice"
    about: ClassVar[Words] = {"en": "Throws dice.", "ru": "Бросает кости."}
    default = "roll"

    def __init__(self, throw: Callable[[int], int] = secrets.randbelow) -> None:
        self.throw = throw

    async def roll(self, question: Question) -> str:
        """Throw the dice that the argument asks for: `2d6+1`, one die of six sides if it is empty."""
        found = _THROW.fullmatch(question.argument or "d6")
        if found is None or not int(found[2]) or not 1 <= (count := int(found[1] or 1)) <= _MAX_DICE:
            raise AnswerError(_usage(question))
        thrown = [1 + self.throw(int(found[2])) for _ in range(count)]
        more = int(f"{found[3] or ''}{found[4] or 0}")
        total = sum(thrown) + more
        if len(thrown) == 1 and not more:
            return str(total)
        added = f" {'+' if more > 0 else '-'} {abs(more)}" if more else ""
        return f"{' + '.join(map(str, thrown))}{added} = {total}"

    commands = (
        BotCommand(
            "roll",
            {"en": "roll [DICE]", "ru": "roll [КОСТИ]"},
            {
                "en": "throws dice\nDICE is such as d20, 2d6 or 3d8+2; without it, one die of six sides.",
                "ru": "бросает кости\nКОСТИ — например, d20, 2d6 или 3d8+2; иначе бросается одна шестигранная.",
            },
            roll,
            aliases=("бросок", "брось"),
        ),
    )


def _usage(question: Question) -> str:
    text = question.language.text
    sentence = text("Say which dice, such as `d6`, `2d6` or `3d8+2`; at most {n} of them.").format(
        n=_MAX_DICE
    )
    if question.near is None:
        return sentence
    return sentence + " " + text("Did you mean `{nearest}`?").format(nearest=question.near)
