"""What is wrong with a journal at the moment, and what is logged of it."""

from besedka.journal.log import JournalLog

__all__ = ["Trouble"]


class Trouble:
    """The present trouble of a journal, if any: `failed`, `unknown` or `slow`. Its beginning and its end are logged."""

    def __init__(self, log: JournalLog) -> None:
        self._log = log
        self.kind = ""
        """Empty if all is well."""
        self.refusing = False
        """Whether requests of sessions are refused because of it."""

    def begin(self, kind: str, error: BaseException | None = None) -> None:
        """Refuse requests; log the trouble, unless it is the present one."""
        self.refusing = True
        if kind != self.kind:
            self.kind = kind
            self._log.error("journal-trouble", kind=kind, why=None if error is None else str(error))

    def end(self) -> None:
        """Accept requests. Idempotent."""
        self.refusing = False
        if self.kind:
            self.kind = ""
            self._log.info("journal-recovered")
