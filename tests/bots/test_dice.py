"""The dice."""

import asyncio

import pytest

from besedka.bots.bot import AnswerError, Question
from besedka.bots.dice import DiceBot
from besedka.dialects.words.languages import language


def roll(argument: str, code: str = "en", near: str | None = None) -> str:
    bot = DiceBot(throw=lambda sides: sides - 1)
    return asyncio.run(bot.roll(Question("eve", argument, "roll", language(code), near=near)))


@pytest.mark.parametrize(
    ("argument", "answer"),
    [
        ("", "6"),
        ("d20", "20"),
        ("к6", "6"),
        ("2D6", "6 + 6 = 12"),
        ("3d8+2", "8 + 8 + 8 + 2 = 26"),
        ("1d4 - 1", "4 - 1 = 3"),
        ("1d4 +\t1", "4 + 1 = 5"),
        ("1d4\n-\n1", "4 - 1 = 3"),
        ("2 д 6", "6 + 6 = 12"),
    ],
)
def test_dice_are_thrown_as_they_are_usually_written(argument: str, answer: str) -> None:
    assert roll(argument) == answer


@pytest.mark.parametrize("argument", ["hello", "d0", "0d6", "101d6", "d99999", "2d6+", "9" * 100, "１d６"])
def test_what_are_no_dice_is_explained(argument: str) -> None:
    with pytest.raises(
        AnswerError, match=r"^Say which dice, such as `d6`, `2d6` or `3d8\+2`; at most 100 of them\.$"
    ):
        roll(argument)


def test_a_mistyped_command_is_offered() -> None:
    with pytest.raises(AnswerError, match=r"Возможно, имелось в виду `help`\?$"):
        roll("hepl", "ru", near="help")


def test_real_dice_stay_on_the_table() -> None:
    bot = DiceBot()
    assert {1 + bot.throw(2) for _ in range(100)} == {1, 2}
