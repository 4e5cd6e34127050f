"""What is answered at the address of the metrics: figures, health and readiness."""

import json
import time
from collections.abc import Callable

from besedka import __version__
from besedka.server.http.responses import HttpAnswer, not_found, of_readiness
from besedka.server.metrics.exposition import CONTENT_TYPE
from besedka.server.metrics.server_figures import Figures
from besedka.server.process.readiness import Readiness
from besedka.wire.http import HttpRequest

__all__ = ["Pages"]

_MAX_AGE = 0.1
"""Seconds for which the same text is given again."""


class Pages:
    """Answers requests from the figures and the readiness; any one thread at a time may call it."""

    def __init__(
        self, figures: Figures, readiness: Readiness, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._figures = figures
        self._readiness = readiness
        self._clock = clock
        self._text = b""
        self._made = float("-inf")

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """Return the answer; HEAD is treated like GET."""
        if request.method not in ("GET", "HEAD"):
            return not_found(is_known=request.path in ("/metrics", "/healthz", "/readyz"))
        if request.path == "/metrics":
            return HttpAnswer(200, self._metrics(), (("Content-Type", CONTENT_TYPE),))
        if request.path == "/healthz":
            health = json.dumps({"status": "ok", "version": __version__}).encode() + b"\n"
            return HttpAnswer(200, health, (("Content-Type", "application/json"),))
        if request.path == "/readyz":
            return of_readiness(self._readiness.state)
        return not_found(is_known=False)

    def _metrics(self) -> bytes:
        now = self._clock()
        if now - self._made >= _MAX_AGE:
            self._text, self._made = self._figures.exposition(), now
        return self._text
