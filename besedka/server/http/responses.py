"""Answers to requests that ask for no WebSocket. Nothing here waits, writes, or knows of connections."""

from collections.abc import Callable

from besedka.records import record
from besedka.server.http.site import Resource, Site
from besedka.wire.http import Headers, HttpRequest, has_current, preferred_language, prefers_gzip

__all__ = ["HttpAnswer", "answer", "in_words"]

_JSON = ("Content-Type", "application/json")
_TEXT = ("Content-Type", "text/plain; charset=utf-8")

_SAFE = (
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
"""What every answer tells browsers: what pages from here may do, and what pages from elsewhere may do with it."""

_LASTING = ("Cache-Control", "public, max-age=31536000, immutable")
_ASK_FIRST = ("Cache-Control", "no-cache")
_NEVER = ("Cache-Control", "no-store")


@record
class HttpAnswer:
    """A response without its framing: what belongs to the connection is not in it."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]


def in_words(status: int, text: str, *headers: tuple[str, str]) -> HttpAnswer:
    """Return an answer of one sentence, for people. A header that is given here stands for ours of that name."""
    own = () if "Content-Type" in Headers(headers) else (_TEXT,)
    return HttpAnswer(status, f"{text}\n".encode(), (*headers, *own, _NEVER, *_SAFE))


def answer(request: HttpRequest, site: Callable[[], Site], health: Callable[[], bytes]) -> HttpAnswer:
    """Return the answer to a request of any kind; whether it was a HEAD makes no difference."""
    path = request.path
    readable = request.method in ("GET", "HEAD")
    if path == "/healthz" and readable:
        return HttpAnswer(200, health(), (_JSON, _NEVER, *_SAFE))
    if path == "/ws" and readable:
        # RFC 9110, 7.8 and 15.5.22: Upgrade says to what, and is an option of Connection.
        upgrade = (("Upgrade", "websocket"), ("Connection", "Upgrade, close"))
        return in_words(426, "this is the chat's WebSocket", *upgrade)
    resource = site().get(path)
    if resource is None and path not in ("/healthz", "/ws"):
        return in_words(404, "there is nothing here")
    if resource is None or not readable:
        return in_words(405, "only GET and HEAD are answered here", ("Allow", "GET, HEAD"))
    return _serve(resource, request.headers)


def _serve(resource: Resource, headers: Headers) -> HttpAnswer:
    """Return the representation that the request prefers, or 304 when it has it already."""
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
    # RFC 9110, 15.4.5: a 304 has the fields that a 200 would have had and that caches go by.
    about += [("ETag", chosen.tag), _LASTING if resource.lasting else _ASK_FIRST]
    if has_current(headers, chosen.tag):
        return HttpAnswer(304, b"", (*about, *_SAFE))
    if chosen is not resource.plain:
        about.append(("Content-Encoding", "gzip"))
    return HttpAnswer(200, chosen.data, (("Content-Type", resource.media_type), *about, *_SAFE))
