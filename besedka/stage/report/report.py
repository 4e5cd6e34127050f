"""Writes the page and the result of a run, and compares two runs."""

import json
from pathlib import Path

from besedka.dialects.words.languages import Language
from besedka.load.report.comparing.comparison import Comparison, compare_runs
from besedka.load.report.comparing.comparison_report import comparison_page, comparison_text
from besedka.load.report.page import heading, whole_page
from besedka.stage.report.result import Result, comparable, find_result, result_json
from besedka.stage.report.run_data import read_run_data
from besedka.stage.report.run_page import run_page
from besedka.stage.run_folder import REPORT, RESULT

__all__ = ["compare", "write_comparison", "write_report"]


def write_report(folder: Path, words: Language) -> Result:
    """Write `result.json` and `report.html` into a run's folder; return the result.

    What the folder lacks is said on the page; without the load's report the verdict does not hold. Raises `OSError` if
    the files cannot be written.
    """
    run = read_run_data(folder)
    result = find_result(run)
    text = json.dumps(result_json(run, result), indent=1, ensure_ascii=False)
    (folder / RESULT).write_text(text + "\n", encoding="utf-8")
    (folder / REPORT).write_text(run_page(run, result, words), encoding="utf-8")
    return result


def compare(first: Path, second: Path, words: Language) -> str:
    """Return two runs side by side, as text. Raises `BadReport` with the folder of one that has no finished load."""
    return comparison_text(_compared(first, second), words)


def write_comparison(first: Path, second: Path, file: Path, words: Language) -> str:
    """Write two runs side by side as a page, and return them as text, as `compare` does. Raises `OSError` as well."""
    found = _compared(first, second)
    title = words.text("{first} and {second}").format(first=first.name, second=second.name)
    file.write_text(
        whole_page(title, [heading(title, 1), *comparison_page(found, words)], words), encoding="utf-8"
    )
    return comparison_text(found, words)


def _compared(first: Path, second: Path) -> Comparison:
    return compare_runs(comparable(first), comparable(second))
