"""Web origins as browsers write them, so that what somebody typed can match at all."""

import re

__all__ = ["normal_origin"]

_ORIGIN = re.compile(
    r"([a-z][a-z0-9+.\-]*)://(\[[0-9a-f:.]+\]|[^/?#@:*\[\]\s]+)(?::([0-9]{1,5}))?/?", re.IGNORECASE
)
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_AS_THEY_ARE = ("*", "null")
_NO_ORIGINS = ("ws", "wss", "ftp", "file")
"""A page is never loaded by these; the first two are what it then connects with."""
_MAX_PORT = 65_535


def normal_origin(text: str) -> str | None:
    """Return the origin as browsers say it (RFC 6454, 6.2): small letters, other scripts in Punycode, no default port.

    `*` and `null` stay as they are. None for what no Origin can ever be.
    """
    if text in _AS_THEY_ARE:
        return text
    parsed = _ORIGIN.fullmatch(text)
    if parsed is None or int(parsed[3] or 0) > _MAX_PORT or parsed[1].lower() in _NO_ORIGINS:
        return None
    scheme, host, port = parsed[1].lower(), parsed[2].lower(), parsed[3]
    try:
        host = host if host.startswith("[") else host.encode("idna").decode()
    except UnicodeError:
        return None
    return f"{scheme}://{host}" + (f":{port}" if port and port != _DEFAULT_PORTS.get(scheme) else "")
