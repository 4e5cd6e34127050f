"""What cdsapi and its libraries log goes to our log, at a level that nothing prints, and without the token."""

import logging

from besedka.weather.copernicus.access_token import Token
from besedka.weather.copernicus.store_errors import clean

__all__ = ["redirect_logs"]

LOG = logging.getLogger(__name__)

LIBRARIES = ("cdsapi", "ecmwf.datastores", "ecmwf.datastores.legacy_client", "multiurl", "urllib3")
"""`legacy_client` by itself: it adds a handler that writes to stderr to its logger, unless that has one."""


class Relay(logging.Handler):
    """Relays records to our log as INFO, cut and scrubbed."""

    def __init__(self, token: Token) -> None:
        super().__init__()
        self.token = token

    def emit(self, record: logging.LogRecord) -> None:
        """Relay a record."""
        LOG.info("%s: %s", record.name, clean(self.token.scrub(record.getMessage())))


def redirect_logs(token: Token) -> None:
    """Redirect the libraries' loggers for the rest of the process. Repeating it changes only the token."""
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        logger.propagate = False
        relays = [each for each in logger.handlers if isinstance(each, Relay)]
        for each in relays:
            each.token = token
        if not relays:
            logger.addHandler(Relay(token))
