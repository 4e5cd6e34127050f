"""The weather bot's own options, and the settings that they make."""

import argparse
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from besedka.dialects.command_line import Option
from besedka.dialects.option_values import ValueReader, file_name, number
from besedka.dialects.words.languages import N_, Language
from besedka.records import record
from besedka.weather.gfs.addresses import MIRRORS, Mirror

__all__ = ["OPTIONS", "Settings", "make_writable", "read_settings"]

_MEGABYTE: Final = 1_000_000
_MOST_MEGABYTES: Final = 1_000_000
_LEAST_CACHE: Final = 150
"""In MB. The fields of two hours have 104 MB, and those of the day ahead 21 MB."""

_MAX_MIRRORS: Final = 8
_MIRROR_NAME: Final = re.compile(r"[^\W_][\w.-]{0,19}")
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_ADS: Final = "https://ads.atmosphere.copernicus.eu/api"


@record
class Settings:
    """What the operator has chosen."""

    cache: Path
    """The folder for fields and for the count of downloads. It need not exist."""

    cache_limit: int
    """Bytes of fields on disk."""

    daily_limit: int
    """Bytes that may be downloaded between one midnight UTC and the next."""

    mirrors: tuple[Mirror, ...]
    """In the order in which they are asked."""

    ads_url: str
    ads_token_file: Path | None = None
    """The file with the token for Copernicus; without one, it may be in the environment."""


def _mirrors(words: Language) -> ValueReader:
    """Read `NAME=URL`, several with commas between them."""

    def read(text: str) -> tuple[Mirror, ...]:
        found = tuple(_mirror(each.strip(), words) for each in text.split(","))
        if len(found) > _MAX_MIRRORS:
            sentence = words.text("There may be {n} mirrors at most.")
            raise argparse.ArgumentTypeError(sentence.format(n=_MAX_MIRRORS))
        return found

    return read


def _mirror(text: str, words: Language) -> Mirror:
    name, equals, base = text.partition("=")
    if not equals or _MIRROR_NAME.fullmatch(name) is None or not _is_address(base):
        sentence = words.text("“{given}” is not a mirror, such as AWS=https://host/path/.")
        raise argparse.ArgumentTypeError(sentence.format(given=text))
    allowed = {each.base: each.a_minute for each in MIRRORS}
    base = base if base.endswith("/") else f"{base}/"
    return Mirror(name, base, allowed.get(base))


def _is_address(text: str) -> bool:
    """Return whether this is an http or https address of a host, to which a path can be added."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or re.search(r"\s", text))
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain


def _store(words: Language) -> ValueReader:
    """Read the address of an Atmosphere Data Store. The token is sent there, so it must be encrypted or loopback."""

    def read(text: str) -> str:
        parts = urlsplit(text) if _is_address(text) else None
        if parts is None or (parts.scheme == "http" and parts.hostname not in _LOOPBACK):
            sentence = words.text("“{given}” is not an https address; http is for this computer only.")
            raise argparse.ArgumentTypeError(sentence.format(given=text))
        return text.rstrip("/")

    return read


OPTIONS: Final = (
    Option(
        "--cache",
        N_("the folder for downloaded fields (default: besedka/weather in the user’s cache folder)"),
        N_("DIR"),
        None,
        file_name,
    ),
    Option(
        "--cache-limit",
        N_("MB on disk; the oldest runs go first (default: %(default)s)"),
        N_("MB"),
        500,
        number(_LEAST_CACHE, _MOST_MEGABYTES),
    ),
    Option(
        "--daily-limit",
        N_("MB that may be downloaded in a day, by UTC (default: %(default)s)"),
        N_("MB"),
        200,
        number(1, _MOST_MEGABYTES),
    ),
    Option(
        "--mirror",
        N_(
            "a mirror of GFS instead of the usual ones; may be repeated, in the order in which they are asked"
        ),
        N_("NAME=URL"),
        (),
        _mirrors,
        many=True,
    ),
    Option(
        "--ads-url",
        N_("the Atmosphere Data Store of Copernicus (default: %(default)s)"),
        N_("URL"),
        _ADS,
        _store,
    ),
    Option(
        "--ads-token-file",
        N_("the file with the token for it; or the variable CDSAPI_KEY holds the token"),
        N_("FILE"),
        None,
        file_name,
    ),
)
"""Each has its environment variable, as every option has: BESEDKA_DAILY_LIMIT for `--daily-limit`."""


def read_settings(options: argparse.Namespace) -> Settings:
    """Return the settings from the values of `OPTIONS`. Raises `ModuleNotFoundError` without the extra `weather`."""
    mirrors: Iterable[Mirror] = options.mirror or MIRRORS
    return Settings(
        cache=Path(options.cache) if options.cache else _user_cache(),
        cache_limit=options.cache_limit * _MEGABYTE,
        daily_limit=options.daily_limit * _MEGABYTE,
        mirrors=tuple(mirrors),
        ads_url=options.ads_url,
        ads_token_file=Path(options.ads_token_file) if options.ads_token_file else None,
    )


def make_writable(folder: Path) -> None:
    """Make the folder if it is not there. Raises `OSError`, with the folder as `filename`, if it cannot be written.

    Without this, everything would be downloaded again for each question, and lost again.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        error.filename = str(folder)
        raise


def _user_cache() -> Path:
    import platformdirs  # noqa: PLC0415 - of the extra: the options are shown without it

    return platformdirs.user_cache_path("besedka") / "weather"
