"""Responses to requests other than WebSocket. Pure functions: no I/O, no waiting, no connection state."""

import json
from collections.abc import Callable

from besedka.records import record
from besedka.server.http.site import Resource, Site
from besedka.server.process.readiness import State
from besedka.wire.http import Headers, HttpRequest, has_current, preferred_language, prefers_gzip

__all__ = ["HttpAnswer", "answer", "in_words", "not_found", "of_readiness"]

_JSON = ("Content-Type", "application/json")
_TEXT = ("Content-Type", "text/plain; charset=utf-8")

_SECURITY_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    (
        # CSP Level 3, "Does url match expression in origin": 'self' includes WebSockets of the same host and port.
        "Content-Security-Policy",
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
)
"""Headers of every response: what the server's own pages may do, and what foreign pages may do with the response."""

_CACHE_FOREVER = ("Cache-Control", "public, max-age=31536000, immutable")
_REVALIDATE = ("Cache-Control", "no-cache")
_NO_STORE = ("Cache-Control", "no-store")


@record
class HttpAnswer:
    """A response without its framing: connection-specific headers are not included."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]


def in_words(status: int, text: str, *headers: tuple[str, str]) -> HttpAnswer:
    """Return a one-sentence plain-text response. A Content-Type among `headers` replaces the default one."""
    own = () if "Content-Type" in Headers(headers) else (_TEXT,)
    return HttpAnswer(status, f"{text}\n".encode(), (*headers, *own, _NO_STORE, *_SECURITY_HEADERS))


def of_readiness(state: State) -> HttpAnswer:
    """Return the response to `/readyz`: 200 where the server is ready, and 503 where it starts or stops."""
    body = json.dumps({"status": state}).encode() + b"\n"
    if state == "ready":
        return HttpAnswer(200, body, (_JSON, _NO_STORE, *_SECURITY_HEADERS))
    # RFC 9110, 10.2.3: how long the service is expected to be unavailable, in seconds.
    return HttpAnswer(503, body, (("Retry-After", "1"), _JSON, _NO_STORE, *_SECURITY_HEADERS))


def not_found(*, is_known: bool) -> HttpAnswer:
    """Return the response where nothing can be read: 405 for another method than GET and HEAD, else 404."""
    if is_known:
        return in_words(405, "only GET and HEAD are answered here", ("Allow", "GET, HEAD"))
    return in_words(404, "there is nothing here")


def answer(
    request: HttpRequest, site: Callable[[], Site], health: Callable[[], bytes], state: State = "ready"
) -> HttpAnswer:
    """Return the response to any request; HEAD is treated like GET."""
    path = request.path
    readable = request.method in ("GET", "HEAD")
    if path == "/healthz" and readable:
        return HttpAnswer(200, health(), (_JSON, _NO_STORE, *_SECURITY_HEADERS))
    if path == "/readyz" and readable:
        return of_readiness(state)
    if path == "/ws" and readable:
        # RFC 9110, 7.8 and 15.5.22: Upgrade names the protocol, and must be listed in Connection.
        upgrade = (("Upgrade", "websocket"), ("Connection", "Upgrade, close"))
        return in_words(426, "this is the chat's WebSocket", *upgrade)
    resource = site().get(path)
    if resource is None or not readable:
        return not_found(is_known=resource is not None or path in ("/healthz", "/readyz", "/ws"))
    return _serve(resource, request.headers)


def _serve(resource: Resource, headers: Headers) -> HttpAnswer:
    """Return the representation that the request prefers, or 304 if the client already has it."""
    varies, about = [], []
    if resource.language is not None:
        wish = preferred_language(headers, (resource.language, *resource.others))
        resource = resource.others.get(wish, resource)
        varies.append("Accept-Language")
        about.append(("Content-Language", wish))
    chosen = resource.plain
    if resource.gzipped is not None:
        varies.append("Accept-Encoding")
        if prefers_gzip(headers):
            chosen = resource.gzipped
    if varies:
        about.append(("Vary", ", ".join(varies)))
    # RFC 9110, 15.4.5: a 304 has the header fields of the corresponding 200 that caches use.
    about += [("ETag", chosen.tag), _CACHE_FOREVER if resource.lasting else _REVALIDATE]
    if has_current(headers, chosen.tag):
        return HttpAnswer(304, b"", (*about, *_SECURITY_HEADERS))
    if chosen is not resource.plain:
        about.append(("Content-Encoding", "gzip"))
    return HttpAnswer(200, chosen.data, (("Content-Type", resource.media_type), *about, *_SECURITY_HEADERS))
