"""Why a mirror did not deliver."""

from besedka.weather.data.failures import Reason, WeatherError

__all__ = ["MirrorError"]


class MirrorError(WeatherError):
    """One mirror did not deliver. Never leaves `besedka.weather.gfs`: the archive makes a `SourceFailure` of it."""

    def __init__(self, reason: Reason, detail: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason: Reason = reason
        self.detail = detail
        self.retry_after = retry_after
        """Seconds for which the server asks to be left alone; 0 when it does not."""
