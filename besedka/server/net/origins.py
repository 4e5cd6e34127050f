"""Normalization of web origins to the form that browsers send, so that a typed origin can match."""

import re

__all__ = ["normal_origin"]

_ORIGIN = re.compile(
    r"([a-z][a-z0-9+.\-]*)://(\[[0-9a-f:.]+\]|[^/?#@:*\[\]\s]+)(?::([0-9]{1,5}))?/?", re.IGNORECASE
)
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_VERBATIM = ("*", "null")
_NON_PAGE_SCHEMES = ("ws", "wss", "ftp", "file")
"""A page is never loaded with these schemes; the first two are used for its connections."""
_MAX_PORT = 65_535


def normal_origin(text: str) -> str | None:
    """Return the origin as browsers send it (RFC 6454, 6.2): lowercase, Punycode, no default port.

    `*` and `null` are returned unchanged. Returns None for anything that cannot be an Origin.
    """
    if text in _VERBATIM:
        return text
    parsed = _ORIGIN.fullmatch(text)
    if parsed is None or int(parsed[3] or 0) > _MAX_PORT or parsed[1].lower() in _NON_PAGE_SCHEMES:
        return None
    scheme, host, port = parsed[1].lower(), parsed[2].lower(), parsed[3]
    try:
        host = host if host.startswith("[") else host.encode("idna").decode()
    except UnicodeError:
        return None
    return f"{scheme}://{host}" + (f":{port}" if port and port != _DEFAULT_PORTS.get(scheme) else "")
