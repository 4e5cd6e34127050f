"""Which command a text is, and the help that is made of the table."""

import asyncio

import pytest
from bot_bench import Parrot, Strict, repeat

from besedka.bots.bot import AnswerError, Bot, BotCommand, Question
from besedka.bots.desk.command_table import CommandTable, Reading
from besedka.dialects.words.languages import language


def answer(reading: Reading, code: str = "en") -> str:
    question = Question("eve", reading.argument, reading.command.name, language(code), near=reading.near)
    try:
        said = asyncio.run(_call(reading, question))
    except AnswerError as error:
        return error.sentence
    return said


async def _call(reading: Reading, question: Question) -> str:
    said = await reading.command.handler(Parrot(), question)
    assert isinstance(said, str)
    return said


@pytest.mark.parametrize(
    "text", ["repeat Suzdal RU", "REPEAT   Suzdal RU", "/repeat Suzdal RU", "Повтори\nSuzdal RU "]
)
def test_the_first_word_is_the_command(text: str) -> None:
    reading = CommandTable(Strict).read(text)
    assert (reading.command.name, reading.argument) == ("repeat", "Suzdal RU")


@pytest.mark.parametrize(
    "text",
    [
        "repeat, Suzdal RU",
        "repeat:Suzdal RU",
        "повтори,Suzdal RU",
        "Repeat? Suzdal RU",
        "/repeat : Suzdal RU",
    ],
)
def test_a_mark_behind_the_command_belongs_to_neither_it_nor_its_argument(text: str) -> None:
    for bot in (Strict, Parrot):
        reading = CommandTable(bot).read(text)
        assert (reading.command.name, reading.argument) == ("repeat", "Suzdal RU")


def test_a_command_alone_may_be_asked_like_a_question() -> None:
    assert CommandTable(Strict).read("help?").command.name == "help"
    assert CommandTable(Strict).read("Справка!").argument == ""


def test_other_text_goes_whole_to_the_default_command() -> None:
    reading = CommandTable(Parrot).read("Suzdal RU")
    assert (reading.command.name, reading.argument, reading.near) == ("repeat", "Suzdal RU", None)
    assert CommandTable(Parrot).read("").command.name == "repeat"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hlep", "help"),
        ("рудз", "help"),
        ("повтри", "повтори"),
        ("gjdnjhb", "повтори"),
        ("/hepl", "help"),
        ("hepl:", "help"),
    ],
)
def test_the_default_command_learns_which_one_was_probably_meant(typed: str, meant: str) -> None:
    reading = CommandTable(Parrot).read(f"{typed} Suzdal")
    assert (reading.command.name, reading.argument, reading.near) == ("repeat", f"{typed} Suzdal", meant)


def test_without_a_default_a_mistyped_command_is_offered() -> None:
    reading = CommandTable(Strict).read("wisper hello")
    assert (
        answer(reading) == "There is no command `wisper`. Did you mean `whisper`? `help` lists the commands."
    )
    assert (
        answer(reading, "ru")
        == "Нет команды `wisper`. Возможно, имелось в виду `whisper`? Список команд: `справка`."
    )
    assert (
        answer(CommandTable(Strict).read("xyzzy"))
        == "There is no command `xyzzy`. `help` lists the commands."
    )
    assert answer(CommandTable(Strict).read("x" * 500)).startswith("There is no command `" + "x" * 63 + "…`.")


@pytest.mark.parametrize("text", ["help", "HELP", "помощь", "справка"])
def test_help_lists_the_commands_with_their_summaries(text: str) -> None:
    assert answer(CommandTable(Parrot).read(text)) == (
        "Repeats what you say.\n"
        "Commands:\n"
        "  repeat TEXT — repeats\n"
        "  whisper — repeats softly\n"
        "  help [COMMAND] — lists the commands, or explains one"
    )


def test_help_speaks_the_asker_s_language_and_falls_back_to_english() -> None:
    assert answer(CommandTable(Parrot).read("help"), "ru") == (
        "Повторяет за вами.\n"
        "Команды:\n"
        "  repeat TEXT — повторяет\n"
        "  шёпот — repeats softly\n"
        "  справка [КОМАНДА] — перечисляет команды или объясняет одну"
    )


def test_help_explains_one_command() -> None:
    table = CommandTable(Parrot)
    assert answer(table.read("help повтори")) == "repeat TEXT — repeats\nAll of TEXT.\nAlso: повтори"
    assert answer(table.read("help whisper")) == "whisper — repeats softly"
    assert answer(table.read("help wispher")).startswith(
        "There is no command `wispher`. Did you mean `whisper`?"
    )


def test_the_other_words_for_a_command_are_those_that_its_syntax_does_not_begin_with() -> None:
    table = CommandTable(Strict)
    assert answer(table.read("help help")).endswith("\nAlso: справка, помощь")
    assert answer(table.read("помощь справка"), "ru").endswith("\nТакже: help, помощь")


def test_nothing_at_all_is_a_request_for_help() -> None:
    assert CommandTable(Strict).read("").command.name == "help"
    assert CommandTable(Strict).read("/").near is None


def test_a_bot_whose_table_is_wrong_does_not_start() -> None:
    class Twice(Bot):
        commands = (
            BotCommand("one", "one", {"en": ""}, repeat),
            BotCommand("two", "two", {"en": ""}, repeat, ("ONE",)),
        )

    class Helpful(Bot):
        commands = (BotCommand("help", "help", {"en": ""}, repeat),)

    class Astray(Bot):
        default = "nowhere"

    for bot in (Twice, Helpful, Astray):
        with pytest.raises(ValueError, match="bot"):
            CommandTable(bot)
