"""Sees whether the addresses of a stand are free, before anything is started."""

import errno
import socket
from collections.abc import Iterable, Iterator

from besedka.dialects.words.languages import N_
from besedka.stage.running.failures import StageFailure
from besedka.stage.table.service import Service

__all__ = ["check_addresses"]


def check_addresses(services: Iterable[Service]) -> None:
    """Raise `StageFailure` if a service could not listen where the table says, naming the first such address.

    An address that somebody else takes afterwards is told by the service that needs it, in its log.
    """
    for service, port in _places(services):
        error = _obstacle(service.address, port)
        if error is None:
            continue
        place = f"{service.address}:{port}"
        if error.errno != errno.EADDRINUSE:
            sentence = N_("{name} cannot listen at {address}: {reason}.")
            raise StageFailure(sentence, code=2, name=service.name, address=place, reason=error)
        sentence = N_(
            "{address} is taken, and {name} is to listen there: a stand of another user may be up, or another program"
            " listens there."
        )
        raise StageFailure(sentence, code=2, name=service.name, address=place)


def _places(services: Iterable[Service]) -> Iterator[tuple[Service, int]]:
    for service in services:
        for port in (service.port, service.metrics_port):
            if port:
                yield service, port


def _obstacle(address: str, port: int) -> OSError | None:
    """Return what hinders from listening there, None if nothing does."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the services do: connections that have just ended are no obstacle (socket(7)).
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return error
    return None
