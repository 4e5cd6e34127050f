"""The section `[load]`: options of `besedka load`, read by its own reader."""

import io
import re
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.load.options import LoadOptions, read_options
from besedka.stage.table.profile_error import ProfileError

__all__ = ["check_load", "load_arguments"]

_PROGRAM: Final = "python -m besedka load"
_OWN: Final = (
    *("compare", "fail-if", "help", "html", "i-may-load-this-host"),
    *("json", "lang", "server-pid", "smoke", "version"),
)
"""Options that a profile may not have: the stand gives them itself."""

_NAME: Final = re.compile(r"[a-z][a-z-]{0,30}", re.ASCII)


class _LoadError(ProfileError):
    """The load simulation's own sentence about its options, asked for again in each language."""

    def __init__(self, arguments: Sequence[str], said: str) -> None:
        super().__init__("{said}", said=said)
        self._arguments = arguments

    def in_words(self, words: Language) -> str:
        """Return the load simulation's sentence in this language."""
        read = _read(self._arguments, words.code)
        return f"[load] {read}" if isinstance(read, str) else str(self)


def load_arguments(load: Mapping[str, str], seed: int, conditions: Sequence[str] = ()) -> list[str]:
    """Return the options as they stand on a command line: `yes` is a switch that is given, `no` one that is not.

    The profile's seed is the load's, unless that has its own. `conditions` are those of the load's own figures.
    """
    argv = [] if "seed" in load else [f"--seed={seed}"]
    for name, value in load.items():
        if value.lower() in ("yes", "no"):
            argv += [f"--{name}"] * (value.lower() == "yes")
        else:
            argv.append(f"--{name}={value}")
    return [*argv, *(f"--fail-if={condition}" for condition in conditions)]


def check_load(load: Mapping[str, str], seed: int) -> LoadOptions:
    """Return the options as the load simulation reads them. Raises `ProfileError`."""
    for name in load:
        if name in _OWN:
            sentence = N_(
                "[load] “{given}” is not for a profile: the stand decides it; conditions stand in [verdict]."
            )
            raise ProfileError(sentence, given=name)
        if not _NAME.fullmatch(name):
            raise ProfileError(N_("[load] “{given}” is not the name of an option."), given=name)
    arguments = load_arguments(load, seed)
    read = _read(arguments, "en")
    if isinstance(read, str):
        raise _LoadError(arguments, f"[load] {read}")
    return read


def _read(arguments: Sequence[str], language: str) -> LoadOptions | str:
    """Return the options, or the sentence that says what is wrong with them."""
    said = io.StringIO()
    try:
        with redirect_stderr(said):
            return read_options(arguments, {"BESEDKA_LANG": language}, _PROGRAM)
    except SystemExit:
        return said.getvalue().strip()
