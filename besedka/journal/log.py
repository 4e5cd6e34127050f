"""Where a journal reports its troubles."""

from typing import Protocol

__all__ = ["JournalLog"]


class JournalLog(Protocol):
    """A structured log: an event and its fields."""

    def info(self, event: str, **fields: object) -> None:
        """Log an event that is of interest to an operator."""

    def warning(self, event: str, **fields: object) -> None:
        """Log an event that should not happen but did no harm."""

    def error(self, event: str, **fields: object) -> None:
        """Log an event that needs attention."""
