"""Tables in Markdown, as all measures print them."""

from collections.abc import Iterator, Sequence

__all__ = ["head", "row"]


def row(cells: Sequence[str]) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cells)} |"


def head(titles: Sequence[str], figures: int = 0) -> Iterator[str]:
    """Return the two lines that a table begins with; the last so many columns hold figures, and stand at the right."""
    yield row(titles)
    yield "|" + "---|" * (len(titles) - figures) + "---:|" * figures
