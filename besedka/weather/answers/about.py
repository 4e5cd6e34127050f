"""`about`: what this is, what it is not for, and whose data it uses."""

from besedka.dialects.words.languages import Language

__all__ = ["about_lines"]


def about_lines(words: Language) -> list[str]:
    """Return a few lines: the warning, the sources with their attribution, and how visibility is estimated."""
    return [
        words.text("A model, not an observation; not for flight or rescue."),
        words.text(
            "Data: NOAA’s Global Forecast System (GFS, 0.25°), public domain; behind it the CAMS global forecast, "
            "generated using Copernicus Atmosphere Monitoring Service information."
        ),
        words.text(
            "Visibility is GFS’s own (VIS:surface, which ends at 24 km). Where a model has none, it is derived from "
            "humidity, rain, snow and aerosol (Gultepe and Milbrandt 2010, Stallabrass 1985) and called estimated."
        ),
        words.text("Places: GeoNames (geonames.org), CC BY 4.0; airport codes: airportsdata."),
    ]
