"""What `run` says of a finished run: whether the verdict held, and which conditions of failure were met."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import NOTHING
from besedka.stage.run_folder import RESULT

__all__ = ["verdict_text"]


def verdict_text(folder: Path, held: bool, words: Language) -> str:
    """Return the verdict, and each condition that was met with its value, as lines; `held` is the report's."""
    if held:
        return words.text("The verdict: it held.")
    met = [condition for condition in _conditions(folder) if condition.get("failed")]
    rows = [f"  {condition.get('condition')} ({_value(condition.get('value'))})" for condition in met]
    return "\n".join([words.text("The verdict: it did not hold."), *rows])


def _conditions(folder: Path) -> list[Mapping[str, Any]]:
    try:
        found = json.loads((folder / RESULT).read_text(encoding="utf-8"))["conditions"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [condition for condition in found or [] if isinstance(condition, dict)]


def _value(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, int | float) else NOTHING
