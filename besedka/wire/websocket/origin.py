"""Comparison of a web page's Origin with the requested Host (RFC 6455, 10.2; RFC 6454)."""

import re
from typing import Final

__all__ = ["is_same_origin"]

_ORIGIN: Final = re.compile(r"(https?)://([^/?#@]+)", re.IGNORECASE)
_HOST: Final = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]*))?")
_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}


def is_same_origin(origin: str, host: str) -> bool:
    """Return whether the page of this `origin` was loaded from `host`, as far as headers can tell.

    The scheme is not compared, because a proxy may terminate TLS, but it determines the default port. "null"
    and schemes other than http and https never match.
    """
    parsed = _ORIGIN.fullmatch(origin)
    if parsed is None:
        return False
    default = _DEFAULT_PORTS[parsed[1].lower()]
    ours = _split(host, default)
    return ours is not None and ours == _split(parsed[2], default)


def _split(host: str, default_port: str) -> tuple[str, str] | None:
    parsed = _HOST.fullmatch(host)
    return (parsed[1].lower(), parsed[2] or default_port) if parsed and parsed[1] else None
