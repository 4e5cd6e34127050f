"""Why a mirror did not deliver."""

from typing import Final

from besedka.weather.data.failures import Reason, WeatherError

__all__ = ["MirrorError"]

_MOST_CHARACTERS: Final = 120


class MirrorError(WeatherError):
    """One mirror did not deliver. Never leaves `besedka.weather.gfs`: the archive makes a `SourceFailure` of it."""

    def __init__(self, reason: Reason, detail: str = "", retry_after: float = 0.0) -> None:
        self.detail = "".join(char if char.isprintable() else "?" for char in detail[:_MOST_CHARACTERS])
        """For a log. Printable and short, whatever words of a server are in it."""

        super().__init__(f"{reason} {self.detail}".strip())
        self.reason: Reason = reason
        self.retry_after = retry_after
        """Seconds for which the server asks to be left alone; 0 when it does not."""
