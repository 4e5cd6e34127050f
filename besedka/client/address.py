"""Chat addresses: `HOST[:PORT]`, `ws://…`, `wss://…`, or the URL of the chat's page, `http://…` or `https://…`."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from besedka import DEFAULT_PORT
from besedka.client.errors import BadAddress

__all__ = ["DEFAULT_ADDRESS", "Address"]

DEFAULT_ADDRESS: Final = f"127.0.0.1:{DEFAULT_PORT}"

_SCHEME: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*)://(.*)\Z", re.DOTALL)
_SCHEME_PORTS: Final = {"ws": 80, "wss": 443}  # RFC 6455, 3
_PAGE_SCHEMES: Final = {"http": "ws", "https": "wss"}
"""The scheme of a page, and the one by which that page connects to the chat."""

_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9_\-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_\-]*[a-z0-9_])?)*\.?\Z")
_PATH_SAFE: Final = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Address:
    """A validated chat address.

    `host` is the host to connect to (IPv6 without brackets, non-ASCII names in Punycode).
    """

    host: str
    port: int
    path: str = "/"
    query: tuple[tuple[str, str], ...] = ()
    secure: bool = False

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Parse an address; raises `BadAddress` if it is invalid.

        Without a scheme, the default port is `besedka.DEFAULT_PORT`, and a bare IPv6 address needs no brackets.
        `ws://` and `wss://` default to the web's ports, 80 and 443 (RFC 6455, section 3). `http://` and `https://` are
        read as `ws://` and `wss://`, without the fragment, which only the browser uses.
        """
        given, text = text, text.strip()
        if not _is_text(text):
            raise BadAddress(given, "encoding")
        scheme = _SCHEME.match(text)
        said = scheme[1].lower() if scheme else ""
        name = _PAGE_SCHEMES.get(said, said)
        if scheme and name not in _SCHEME_PORTS:
            raise BadAddress(given, "scheme")
        rest = scheme[2] if scheme else text
        if said in _PAGE_SCHEMES:
            rest = rest.partition("#")[0]
        if not rest or any(char <= " " or char == "\x7f" for char in rest):
            raise BadAddress(given, "empty" if not rest else "host")
        if "#" in rest:
            raise BadAddress(given, "fragment")  # RFC 6455, 3: "Fragment identifiers … MUST NOT be used"
        authority, path, query = _split(rest)
        if "@" in authority:
            raise BadAddress(given, "user")
        host, port = _host_and_port(given, authority, _SCHEME_PORTS.get(name, DEFAULT_PORT))
        try:
            pairs = tuple(parse_qsl(query, keep_blank_values=True, errors="strict"))
        except UnicodeDecodeError:
            raise BadAddress(given, "encoding") from None
        return cls(host, port, quote(path or "/", safe=_PATH_SAFE), pairs, name == "wss")

    def said(self, name: str) -> str | None:
        """Return the first value of the query parameter `name`, or None."""
        return next((value for key, value in self.query if key == name), None)

    def target(self, **wishes: str | None) -> str:
        """Return the request target: path and query.

        Wishes that are not None replace the query parameters of the same name. Raises `UnicodeEncodeError` for a lone
        surrogate in a wish.
        """
        wanted = {key: value for key, value in wishes.items() if value is not None}
        pairs = [(key, value) for key, value in self.query if key not in wanted] + list(wanted.items())
        return self.path + ("?" + urlencode(pairs, quote_via=quote) if pairs else "")

    @property
    def authority(self) -> str:
        """Host and port as written in the Host header.

        Omits the scheme's default port (RFC 6455, 4.1), and the IPv6 zone, which is meaningful only on this machine
        (RFC 6874, 4: a client "MUST remove any ZoneID attached to an outgoing URI").
        """
        return self._authority(self.host.partition("%")[0])

    @property
    def shown_authority(self) -> str:
        """`authority` with the IPv6 zone, for people and for programs on this machine."""
        return self._authority(self.host)

    def _authority(self, host: str) -> str:
        host = f"[{host}]" if ":" in host else host
        return host if self.port == _SCHEME_PORTS["wss" if self.secure else "ws"] else f"{host}:{self.port}"

    def __str__(self) -> str:
        """The address as a person would type it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        if self.secure or self.path != "/" or self.query:
            target = self.target()
            return (
                f"{'wss' if self.secure else 'ws'}://{self.shown_authority}{'' if target == '/' else target}"
            )
        return f"{host}:{self.port}"


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _split(rest: str) -> tuple[str, str, str]:
    before, _, query = rest.partition("?")
    authority, slash, path = before.partition("/")
    return authority, slash + path, query


def _host_and_port(given: str, authority: str, default: int) -> tuple[str, int]:
    if _is_ipv6(authority):
        return authority, default
    if authority.startswith("["):
        host, bracket, tail = authority[1:].partition("]")
        host = host.replace("%25", "%", 1)  # RFC 6874, 2: in a URI the "%" before a zone is percent-encoded
        if not bracket or not _is_ipv6(host) or (tail and not tail.startswith(":")):
            raise BadAddress(given, "host")
        return host, _port(given, tail[1:]) if tail else default
    host, colon, port = authority.partition(":")
    return _host(given, host), _port(given, port) if colon else default


def _host(given: str, host: str) -> str:
    try:
        ascii_host = host.encode("idna").decode().lower()
    except UnicodeError:
        raise BadAddress(given, "host") from None
    if len(ascii_host) > 253 or not _HOST.match(ascii_host):
        raise BadAddress(given, "host")
    return ascii_host


def _port(given: str, digits: str) -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and 0 < int(digits) < 65536):
        raise BadAddress(given, "port")
    return int(digits)


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True
