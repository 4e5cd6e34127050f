"""Whether the stand can have its addresses: a probe would take another program's answer for its service's."""

import errno
import socket
from collections.abc import Sequence

from besedka.dialects.words.languages import N_
from besedka.stage.running.failures import StageFailure
from besedka.stage.table.service import Service

__all__ = ["refuse_taken"]


def refuse_taken(services: Sequence[Service]) -> None:
    """Raise `StageFailure` if another program listens where a service of the table is to listen."""
    for service in services:
        for port in filter(None, (service.port, service.metrics_port)):
            if _is_taken(service.address, port):
                sentence = N_("{name} is to listen at {address}:{port}, where another program does.")
                raise StageFailure(sentence, name=service.name, address=service.address, port=port)


def _is_taken(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # As servers do: what was closed takes no place.
        try:
            trial.bind((address, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False
