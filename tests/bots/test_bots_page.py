"""What docs/bots.md says of the library is so; its bots are run by tests/e2e/bots/test_documented_bots_e2e.py."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from besedka.bots import Bot, BotCommand, BotLimits, Question

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "bots.md").read_text(encoding="utf-8")


def rows(head: str) -> dict[str, str]:
    """The first two cells of a table, one row for each name in the first."""
    table = PAGE.partition(head)[2].partition("\n\n")[0].splitlines()[2:]
    cells = [line.split(" | ") for line in table]
    return {name: row[1] for row in cells for name in re.findall(r"`(\w+)", row[0])}


def test_every_limit_is_on_the_page_with_its_figure() -> None:
    assert rows("## Limits\n") == {each.name: str(each.default) for each in fields(BotLimits)}


def test_every_part_of_a_bot_and_of_a_question_is_on_the_page() -> None:
    parts = {name for name in vars(Bot) if not name.startswith("_")}
    assert set(rows("## What you write\n")) == parts
    assert set(rows("is told so in one sentence.\n")) == {each.name for each in fields(Question)}
    syntax = re.search(r"`BotCommand\((.*?)\)`", PAGE)
    assert syntax is not None
    assert syntax[1].split(", ") == [each.name for each in fields(BotCommand)]


def test_the_bot_with_limits_of_its_own_has_them() -> None:
    example = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
    namespace: dict[str, Any] = {}
    exec(compile(example, "bots.md", "exec"), namespace)  # noqa: S102 - our own page
    assert namespace["QuietBot"].limits == BotLimits(per_minute=3)
