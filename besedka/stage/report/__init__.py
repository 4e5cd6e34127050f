"""A run's verdict, its page, and the comparison of two runs."""

import json
from html import escape
from pathlib import Path

from besedka.dialects.words.languages import Language
from besedka.stage.run_folder import LOAD, REPORT, RESULT

__all__ = ["compare", "write_report"]


def write_report(folder: Path, words: Language) -> bool:
    """Write the result and the page of a run; return whether the verdict held."""
    load = json.loads((folder / LOAD).read_text(encoding="utf-8")) if (folder / LOAD).is_file() else {}
    result = {name: load.get(name) for name in ("figures", "conditions", "held")}
    text = json.dumps(result, indent=1, ensure_ascii=False)
    (folder / RESULT).write_text(text, encoding="utf-8")
    page = f'<!doctype html><html lang="{words.code}"><meta charset="utf-8"><pre>{escape(text)}</pre></html>'
    (folder / REPORT).write_text(page, encoding="utf-8")
    return bool(load.get("held"))


def compare(first: Path, second: Path, words: Language) -> str:  # noqa: ARG001 - as it is called
    """Return two runs side by side, as text."""
    rows = [
        json.loads((folder / RESULT).read_text(encoding="utf-8"))["figures"] for folder in (first, second)
    ]
    return "\n".join(f"{name} {value} {rows[1].get(name)}" for name, value in rows[0].items())
