"""What a handler returns or raises, and what its asker is told."""

import asyncio
import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from async_tests import asynchronous
from service_bench import conversation
from service_bots import answering

from besedka.bots import AnswerError, Bot, Question


async def _raises(_: Bot, __: Question) -> str:
    raise LookupError("the secret of eve")


async def _refuses(_: Bot, question: Question) -> str:
    raise AnswerError(f"no {question.argument} today\x1b")


async def _nothing(_: Bot, __: Question) -> Any:
    return None


async def _numbers(_: Bot, __: Question) -> Any:
    return [1, 2]


async def _blank(_: Bot, __: Question) -> str:
    return " \x1b"


def _no_coroutine(_: Bot, __: Question) -> str:
    return "hello"


async def _gives_up(_: Bot, __: Question) -> str:
    raise asyncio.CancelledError


async def _exits(_: Bot, __: Question) -> str:
    sys.exit("the secret of eve")


async def _interrupts(_: Bot, __: Question) -> str:
    raise KeyboardInterrupt


async def _wraps(_: Bot, __: Question) -> str:
    try:
        raise KeyError("the secret of eve")
    except KeyError as error:
        raise LookupError from error


async def _refuses_without_a_sentence(_: Bot, __: Question) -> str:
    raise AnswerError(42)  # type: ignore[arg-type]


class _OddError(AnswerError):
    def __init__(self) -> None:
        pass


async def _refuses_oddly(_: Bot, __: Question) -> str:
    raise _OddError


FAILED = "I could not answer that: something in me has failed, and is in my log."


@pytest.mark.parametrize(
    ("handler", "trace"),
    [
        (_raises, 'what="handler of ask" error=LookupError trace="'),
        (_nothing, "level=error event=no-answer command=ask returned=NoneType"),
        (_numbers, "level=error event=no-answer command=ask returned=int"),
        (_no_coroutine, "error=TypeError"),
        (_gives_up, 'cause="CancelledError at '),
        (_exits, 'cause="SystemExit at '),
        (_interrupts, 'cause="KeyboardInterrupt at '),
        (_wraps, 'cause="KeyError at '),
        (_refuses_without_a_sentence, "level=error event=no-answer command=ask returned=int"),
        (_refuses_oddly, "error=AttributeError"),
        (_blank, "level=error event=empty-answer command=ask"),
    ],
)
def test_a_handler_that_fails_is_logged_and_told_in_one_sentence(
    handler: Callable[..., Any], trace: str
) -> None:
    @asynchronous
    async def run() -> None:
        async with conversation(answering(handler)) as (_, bot, eve):
            await eve.chat.send("hello", to="parrot")
            await eve.hears(FAILED)
            assert bot.logged(trace)
            assert not bot.logged("secret")
            if "cause" in trace:
                assert re.search(rf"{trace}\S*test_bot_handlers.py:\d+", bot.stream.getvalue())
            await eve.chat.send("hello again", to="parrot")
            await eve.hears(FAILED)

    run()


@asynchronous
async def test_an_expected_failure_is_told_as_it_is_and_not_logged() -> None:
    async with conversation(answering(_refuses)) as (_, bot, eve):
        await eve.chat.send("rain", to="parrot")
        await eve.hears("no rain today")
        assert not bot.logged("level=error")


@asynchronous
async def test_several_messages_come_in_their_order() -> None:
    async def many(_: Bot, __: Question) -> list[str]:
        return ["one", "two", "three"]

    async with conversation(answering(many)) as (_, _bot, eve):
        await eve.chat.send("hello", to="parrot")
        await eve.hears("one", "two", "three")
