"""The runtime folder, one a user: who works at the stand, which run it is, and which processes it has.

Nothing in it outlives the stand. There is one stand a user, as its addresses are the same for every run.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from besedka.stage.running.ownership.processes import Process, find

__all__ = ["Current", "ForeignFolder", "Locked", "Runtime", "runtime_folder"]

_NAME: Final = "besedka-stage"
_LONGEST: Final = 80
"""Bytes of the folder's path, so that sockets in it keep below the 108 of unix(7)."""


class Locked(Exception):  # noqa: N818 - named after what is the case
    """Somebody else works at the stand: `holder`, None if that is not known."""

    def __init__(self, holder: Process | None) -> None:
        super().__init__(holder)
        self.holder = holder


class ForeignFolder(Exception):  # noqa: N818 - named after what was found
    """The folder is somebody else's, or no folder. `path` names it."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


@dataclass(frozen=True, slots=True)
class Current:
    """The run that the stand is raised for. It is written before the first process is started.

    `mark` is what its processes have in their environment; `runner` is the program that raised it, with its start
    time; `kept` says that the stand is up, and stays so after that program has ended.
    """

    run: str
    folder: str
    profile: str
    mark: str
    runner: int
    started: int
    kept: bool = False


def runtime_folder(environ: Mapping[str, str]) -> Path:
    """Return where the runtime folder is, whether or not it exists.

    XDG Base Directory Specification: `$XDG_RUNTIME_DIR`, if it is an absolute path; else `$TMPDIR` or `/tmp`, also when
    that is full: what is found there must not depend on whether something can be written.
    """
    places = (environ.get("XDG_RUNTIME_DIR", ""), environ.get("TMPDIR", ""))
    own = f"{_NAME}-{os.getuid()}"
    for place, name in zip(places, (_NAME, own), strict=True):
        chosen = os.path.join(place, name)  # noqa: PTH118 - `is_dir` of a path raises for one that is too long
        if place.startswith("/") and os.path.isdir(place) and len(os.fsencode(chosen)) <= _LONGEST:  # noqa: PTH112
            return Path(chosen)
    return Path("/tmp") / own  # noqa: S108 - checked for its owner


class Runtime:
    """The runtime folder at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = folder / "ledger.jsonl"
        self._lock = folder / "lock"
        self._current = folder / "current.json"

    def current(self) -> Current | None:
        """Return the run that is or was up; None if there is none. Raises `ForeignFolder`."""
        if not self.folder.is_symlink() and not self.folder.exists():
            return None
        self._check()
        try:
            fields: dict[str, Any] = json.loads(self._current.read_text(encoding="utf-8"))
            return Current(**fields)
        except (OSError, ValueError, TypeError):
            return None

    def write(self, current: Current) -> None:
        """Write down which run it is; another process sees either what was there before, or all of it."""
        draft = self._current.with_suffix(".new")
        draft.write_text(json.dumps(asdict(current)) + "\n", encoding="utf-8")
        draft.replace(self._current)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Work at the stand alone. Raises `Locked` at once if somebody else does, `ForeignFolder`, `OSError`."""
        descriptor = self._take_lock()
        try:
            try:
                self._sign(descriptor)
            except OSError:  # The disk is full. A folder that was made for this is not left behind.
                if self.current() is None:
                    self.remove()
                raise
            yield
        finally:
            os.close(descriptor)

    def holder(self) -> Process | None:
        """Return who works at the stand, None if nobody does."""
        try:
            pid, start = self._lock.read_text(encoding="ascii").split()
            process = Process(int(pid), int(start))
        except (OSError, ValueError):
            return None
        return process if find(process.pid) == process else None

    def empty(self) -> None:
        """Remove all in the folder but the lock. For whoever holds the lock."""
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path != self._lock:
                    _remove(path)

    def remove(self) -> None:
        """Remove the folder and all in it, the lock last. For whoever holds the lock."""
        self.empty()
        with suppress(OSError):
            self._lock.unlink(missing_ok=True)
            self.folder.rmdir()  # Not empty if somebody else has begun to use it in this moment.

    def _take_lock(self) -> int:
        while True:
            with suppress(FileExistsError):
                self.folder.mkdir(mode=0o700)
            self._check()
            try:
                descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            except FileNotFoundError:  # The folder was removed in this moment.
                continue
            if self._is_taken(descriptor):
                return descriptor
            os.close(descriptor)

    def _is_taken(self, descriptor: int) -> bool:
        """Lock the file; return False if it was removed meanwhile, so that others would lock another one."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise Locked(self.holder()) from None
        try:
            there = self._lock.stat()
        except FileNotFoundError:
            return False
        return os.path.samestat(os.fstat(descriptor), there)

    def _sign(self, descriptor: int) -> None:
        """Write down that it is us who work at the stand."""
        own = find(os.getpid())
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()} {own.start if own is not None else 0}".encode())

    def _check(self) -> None:
        """See that the folder is ours alone."""
        found = self.folder.lstat()
        is_folder = not self.folder.is_symlink() and self.folder.is_dir()
        if not is_folder or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise ForeignFolder(self.folder)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
