"""The operator's token for the store, and keeping it out of texts."""

import logging
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from besedka.records import record

__all__ = ["ENVIRONMENT", "Token", "read_token"]

ENVIRONMENT = "CDSAPI_KEY"
"""The environment variable, as cdsapi names it."""

LOG = logging.getLogger(__name__)
FORM = re.compile(r"[A-Za-z0-9_-]{8,200}")
OLD_FORM = re.compile(r"\d+:\S+")
MOST = 4096


@record
class Token:
    """A token. Its representation does not show it."""

    secret: str = field(repr=False)

    def scrub(self, text: str) -> str:
        """Return the text with the token taken out."""
        return text.replace(self.secret, "[token]")


def read_token(environ: Mapping[str, str], path: Path | None) -> Token | None:
    """Return the operator's token, or None if there is none that can be used; the log then says why.

    With a path, only that file is read: it holds the token alone, or lines as in cdsapi's `.cdsapirc`, of which `key:`
    counts. Without one, the environment variable `CDSAPI_KEY` is read. `~/.cdsapirc` is never read by itself.
    A file that others can read is used, with a warning. The token never appears in the log.
    """
    if path is None:
        return _checked(environ[ENVIRONMENT], ENVIRONMENT) if environ.get(ENVIRONMENT) else None
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(MOST)
    except (OSError, ValueError) as problem:
        LOG.warning("Copernicus: the token's file %s cannot be read (%s).", path, type(problem).__name__)
        return None
    if os.name == "posix" and mode & 0o077:
        LOG.warning("Copernicus: the token's file %s can be read by others (mode %03o); use 600.", path, mode)
    return _checked(_key(text), str(path))


def _key(text: str) -> str:
    """Return what stands behind `key:`, or the whole text without it."""
    found = re.search(r"^\s*key\s*:(.*)$", text, re.MULTILINE)
    return (found[1] if found else text).strip()


def _checked(secret: str, where: str) -> Token | None:
    """Reject what is no token: a colon would make cdsapi speak the retired protocol, a line break breaks a header."""
    secret = secret.strip()
    if FORM.fullmatch(secret):
        return Token(secret)
    why = "has the retired form UID:KEY" if OLD_FORM.fullmatch(secret) else "is not one"
    LOG.warning("Copernicus: the token in %s %s; the store's user page shows a valid one.", where, why)
    return None
