"""A bug of ours, and what a chat tells of it."""

from typing import NoReturn

from besedka.chat.language.commands import Failed

__all__ = ["BUG", "Log", "raises"]

BUG = ZeroDivisionError("a bug of ours")


def raises(*_: object) -> NoReturn:
    raise BUG


class Log:
    """What a chat has told of its failures."""

    def __init__(self) -> None:
        self.failures: list[Failed] = []

    def __call__(self, failed: Failed, error: Exception) -> None:
        assert error is BUG
        self.failures.append(failed)
