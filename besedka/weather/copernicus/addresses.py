"""Which addresses are used: encrypted ones, and plain ones on this machine."""

import ipaddress
from urllib.parse import urlsplit

__all__ = ["ADS", "is_allowed_file", "is_allowed_store"]

ADS = "https://ads.atmosphere.copernicus.eu/api"
"""The Atmosphere Data Store."""


def is_allowed_store(url: str) -> bool:
    """Return whether the token may be sent there: over HTTPS, or over HTTP on this machine's loopback."""
    scheme, host = _parts(url)
    return bool(host) and (scheme == "https" or (scheme == "http" and _is_loopback(host)))


def is_allowed_file(url: str, store: str) -> bool:
    """Return whether a result may be read there.

    The store keeps results on other hosts. They are read over HTTPS; over HTTP only on loopback, when the store itself
    is there.
    """
    scheme, host = _parts(url)
    if not host or scheme not in ("http", "https"):
        return False
    return scheme == "https" or (_is_loopback(host) and _parts(store)[0] == "http")


def _parts(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "", ""
    return parts.scheme, parts.hostname or ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
