"""What is said of a finished run: whether the verdict held, and which conditions of failure were met."""

from besedka.dialects.words.languages import Language
from besedka.load.report.judgement import show_figure
from besedka.stage.report.result import Result

__all__ = ["verdict_text"]


def verdict_text(result: Result, words: Language) -> str:
    """Return the verdict, and each condition that was met with its figure, as lines."""
    if result.held:
        return words.text("The verdict: it held.")
    met = [f"  {one.text} ({show_figure(result, one.figure, words)})" for one in result.failures]
    return "\n".join([words.text("The verdict: it did not hold."), *met])
