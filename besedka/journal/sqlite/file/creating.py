"""Creating a journal file."""

from pathlib import Path

from besedka.journal.sqlite.file.connections import Connect, prepare
from besedka.journal.sqlite.file.disk import create_file, sync_directory
from besedka.journal.sqlite.file.recognizing import check_place, siblings
from besedka.journal.sqlite.file.schema import TABLES

__all__ = ["create"]


def create(path: Path, connect: Connect) -> None:
    """Create an empty journal, unless there is more than an empty file; a crash leaves either none or a whole one.

    It is made under another name first. Raises what `check_place` does, and `sqlite3.Error`; then nothing is left.
    """
    if check_place(path):
        return
    draft = path.with_name(path.name + "-new")
    for leftover in siblings(draft):
        leftover.unlink(missing_ok=True)
    create_file(draft)
    try:
        connection = connect(draft)
        try:
            prepare(connection)
            connection.executescript(TABLES)
        finally:
            connection.close()
        draft.replace(path)
    except BaseException:
        for leftover in (draft, *siblings(draft)):
            leftover.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)
