"""Which dataset of a Copernicus store is current weather."""

from besedka.weather.data.failures import WeatherError

__all__ = [
    "CAMS_FORECASTS",
    "NOT_A_FORECAST",
    "REANALYSIS_IS_PAST",
    "UnsuitableDatasetError",
    "check_dataset",
]

CAMS_FORECASTS = "cams-global-atmospheric-composition-forecasts"
"""The CAMS global forecast: 0.4°, runs at 00 and 12 UTC, hourly to 120 h at the surface."""

REANALYSIS_IS_PAST = (
    "{dataset} is a reanalysis: it is made after the fact, and ERA5, the fastest of them, is published five days "
    "behind. It says what the weather was, so it is refused as current weather."
)
"""With `{dataset}`. The documentation quotes it."""

NOT_A_FORECAST = "{dataset} is not a forecast by its name, so it is refused as current weather."
"""With `{dataset}`."""


class UnsuitableDatasetError(WeatherError):
    """The setting names a dataset that is not current weather. The text is a sentence for the operator."""


def check_dataset(dataset: str) -> str:
    """Return the name of a dataset that is a forecast.

    Raises:
        UnsuitableDatasetError: it is a reanalysis such as ERA5, or not a forecast.
    """
    words = dataset.lower().split("-")
    if "reanalysis" in words or any(word.startswith("era5") for word in words):
        raise UnsuitableDatasetError(REANALYSIS_IS_PAST.format(dataset=dataset))
    if not {"forecast", "forecasts"} & set(words):
        raise UnsuitableDatasetError(NOT_A_FORECAST.format(dataset=dataset))
    return dataset
