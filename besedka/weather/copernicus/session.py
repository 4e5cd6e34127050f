"""HTTP for cdsapi: bounded, cancellable, and never taking the token to another host."""

import threading
from typing import Any
from urllib.parse import urlsplit

import requests

from besedka.weather.copernicus.settings import Settings
from besedka.weather.copernicus.store_errors import StoreError

__all__ = ["StoreSession"]

RETRIED = frozenset({408, 429, 500, 502, 503, 504})
REFUSED = frozenset({429, 503})
"""After these a submission is repeated: no job was made."""

MOST = 16_000_000
"""Bytes of one answer of the API."""

CHUNK = 65_536


class StoreSession(requests.Session):
    """The session that cdsapi uses for the API.

    - Requests to another scheme, host or port than the API's are refused, and redirects are not followed: cdsapi sends
      the token with each request, in a header that requests would keep across hosts.
    - A busy store and a lost connection are retried `settings.tries` times in all, `settings.retry_pause` apart. The
      submission of a job is not repeated after a lost connection: the job may exist.
    - After `stop` is set nothing is asked, read or waited for any more, except by `leave`.
    """

    def __init__(self, url: str, settings: Settings, stop: threading.Event) -> None:
        super().__init__()
        self._origin = _origin(url)
        self._settings = settings
        self._stop = stop
        self._is_leaving = False

    def leave(self) -> None:
        """Allow a last request after `stop`, tried once and with a short timeout."""
        self._stop = threading.Event()
        self._is_leaving = True

    def request(self, method: Any, url: Any, *arguments: Any, **options: Any) -> requests.Response:
        """Send a request of cdsapi and return the whole answer.

        Raises:
            StoreError: it was stopped, or the address or the size is not allowed.
            requests.RequestException: no answer, or a redirect.
        """
        if _origin(url) != self._origin:
            raise StoreError("corrupt", f"the store names an address elsewhere ({urlsplit(url).hostname})")
        timeout = self._settings.farewell if self._is_leaving else self._settings.timeout
        options |= {"timeout": timeout, "allow_redirects": False, "stream": True}
        answer = self._repeated(str(method).upper() == "POST", method, url, *arguments, **options)
        if 300 <= answer.status_code < 400:
            raise requests.HTTPError("a redirect", response=answer)
        return answer

    def _repeated(self, is_submission: bool, *arguments: Any, **options: Any) -> requests.Response:
        """Send a request until there is an answer, or the last try has failed."""
        retried = REFUSED if is_submission else RETRIED
        for left in reversed(range(1 if self._is_leaving else self._settings.tries)):
            self._check()
            try:
                answer = super().request(*arguments, **options)
                self._read(answer, interruptible=not is_submission)
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
                if not left or is_submission:
                    raise
            else:
                if not left or answer.status_code not in retried:
                    break
            self._stop.wait(self._settings.retry_pause)
        return answer

    def _read(self, answer: requests.Response, *, interruptible: bool) -> None:
        """Read the body, so that its size is bounded and a slow one can be stopped.

        The answer to a submission is read to its end, as it names the job to be deleted.
        """
        body = bytearray()
        try:
            for chunk in answer.iter_content(CHUNK):
                body += chunk
                if len(body) > MOST:
                    raise StoreError("corrupt", f"an answer is larger than {MOST} bytes")
                if interruptible:
                    self._check()
        except requests.ConnectionError as problem:  # So requests calls a timeout within a body.
            raise requests.ReadTimeout(response=answer) from problem
        finally:
            answer.close()
        answer._content = bytes(body)  # noqa: SLF001 - requests has no bounded read

    def _check(self) -> None:
        if self._stop.is_set():
            raise StoreError("timeout", "stopped")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
