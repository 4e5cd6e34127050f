"""Why a journal on disk cannot be opened."""

__all__ = [
    "DamagedError",
    "ForeignFileError",
    "JournalError",
    "JournalInUseError",
    "NotCopiedError",
    "OtherVersionError",
    "UnusableError",
]


class JournalError(Exception):
    """The journal cannot be opened; nothing in it was changed."""


class JournalInUseError(JournalError):
    """Another running server has the journal."""


class ForeignFileError(JournalError):
    """The file is not a journal."""


class OtherVersionError(JournalError):
    """The journal was written by another version of the program, which this one cannot read."""


class DamagedError(JournalError):
    """The journal is damaged; `where` names the place in it."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class NotCopiedError(JournalError):
    """A copy of the journal cannot be written; `reason` is the error of the system or SQLite."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason


class UnusableError(JournalError):
    """The system or SQLite does not let us use the file; `reason` is its error."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason
