"""Which processes a supervisor runs, by its XML-RPC (http://supervisord.org/api.html)."""

import xmlrpc.client
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from besedka.stage.services.sampling.http_exchange import ExchangeError, post

__all__ = ["supervised"]


async def supervised(socket: Path, seconds: float) -> Mapping[str, int | None]:
    """Return each service's process id, None for one that does not run.

    Raises `ExchangeError` if the supervisor at the Unix socket does not answer within so many seconds.
    """
    question = xmlrpc.client.dumps((), "supervisor.getAllProcessInfo")
    answer = await post(socket, "/RPC2", question, seconds)
    try:
        found: Any = xmlrpc.client.loads(answer)[0][0]
        return {str(each["name"]): int(each["pid"]) or None for each in found}
    except (ExpatError, xmlrpc.client.Error, LookupError, TypeError, ValueError) as error:
        raise ExchangeError(f"what the supervisor says is not understood: {error!r}") from None
