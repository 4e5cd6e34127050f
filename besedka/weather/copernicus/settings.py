"""How long one waits for the store, and how much is taken from it."""

from besedka.records import record

__all__ = ["Settings"]


@record
class Settings:
    """Bounds of one fetch. Times are in seconds."""

    limit: float = 7200
    """The whole fetch: queue, computation and download."""

    timeout: float = 30
    """To connect, and for each read."""

    tries: int = 3
    """Of a request or of the download, in all."""

    retry_pause: float = 10

    poll_first: float = 1
    """Between the first two looks at a job; each further pause is half as long again."""

    poll_max: float = 60

    farewell: float = 5
    """To delete a job that is given up, and to wait for that."""

    most_bytes: int = 200_000_000
    """Of a file. Ten steps of six fields have 49 MB at 16 bits a value."""
