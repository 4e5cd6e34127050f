"""How a session connects and comes back."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass

from besedka.client.backoff import Backoff

__all__ = ["SessionOptions"]


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """What `connect` was told, in seconds; `wall` is a clock that runs while the machine sleeps.

    `timeout` is that of a handshake. `resumes` asks for a session that outlives its connections, `reconnect_for` says
    for how long it tries to get another one: None is twice the time for which the server keeps it.
    """

    tls: ssl.SSLContext | None = None
    timeout: float = 10.0
    resumes: bool = True
    backoff: Backoff | None = None
    reconnect_for: float | None = None
    wall: Callable[[], float] = time.time
