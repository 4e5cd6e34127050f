"""A file of JSON lines that one program writes."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

__all__ = ["LineFile"]


class LineFile:
    """Appends records to a file, each as a whole line that stands in the file when `write` returns.

    A last line that an earlier program did not finish is removed. Raises `OSError` as files do.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)
        self._file.truncate(path.read_bytes().rfind(b"\n") + 1)

    def write(self, *records: Mapping[str, object]) -> None:
        """Append the records."""
        text = "".join(json.dumps(record, allow_nan=False) + "\n" for record in records)
        if text:
            self._file.write(text.encode())

    def __enter__(self) -> "LineFile":  # noqa: PYI034 - Python 3.10 has no Self
        """Return the file itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()
