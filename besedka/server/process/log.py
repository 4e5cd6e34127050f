"""What the server logs of the events of the chat (`besedka.structured_log`)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from besedka.chat import Delivery
from besedka.chat.language.events import (
    Away,
    Joined,
    Left,
    Muted,
    Renamed,
    Returned,
    Stopping,
    Unmuted,
)
from besedka.dialects.words.timestamps import write_time
from besedka.structured_log import LEVELS, Log, log_failure, open_log

__all__ = ["LEVELS", "SHOWN", "Log", "log_delivery", "log_failure", "open_log"]


def log_delivery(log: Log, seq: int, delivery: Delivery) -> None:
    """Log one line for a delivery of entry `seq`: at `info` if everybody sees it (`SHOWN`), otherwise at `debug`."""
    event, audience = delivery.event, delivery.audience
    fields = SHOWN.get(type(event))
    if fields is not None and not isinstance(audience, str):
        log.info(_name(event), seq=seq, **fields(event))
    elif log.debugging:
        log.debug(_name(event), seq=seq, session=audience if isinstance(audience, str) else None)


def _name(event: object) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(event).__name__).lower()


def _attributes(*names: str) -> Callable[[object], dict[str, object]]:
    return lambda event: {name: getattr(event, name) for name in names}


SHOWN: Mapping[type, Callable[[Any], dict[str, object]]] = {
    Joined: _attributes("name"),
    Left: _attributes("name", "reason"),
    Away: _attributes("name"),
    Returned: _attributes("name"),
    Renamed: _attributes("old", "new"),
    Muted: lambda event: {
        "name": event.name,
        "until": write_time(event.until),
        "complaints": event.complaints,
    },
    Unmuted: _attributes("name"),
    Stopping: _attributes(),
}
"""The log fields of each event that everybody sees and that is not a message."""
