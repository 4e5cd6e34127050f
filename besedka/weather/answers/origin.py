"""Where a reading comes from: model, run, who delivered it, and for when it holds."""

from datetime import datetime, tzinfo

from besedka.dialects.words.languages import Language
from besedka.weather.answers.moments import MODELS, moment, run_hour
from besedka.weather.data.conditions import Forecast, Run

__all__ = ["origin_sentence", "run_name"]


def run_name(run: Run) -> str:
    """Return `GFS 06Z`."""
    return f"{MODELS[run.model]} {run_hour(run)}"


def origin_sentence(forecast: Forecast, zone: tzinfo, now: datetime, words: Language) -> str:
    """Return `GFS 06Z via AWS for 15:00 MSK, model.`; `GFS 12Z is late; this is …` if a newer run is missing.

    Nothing is called late when the sources could not be asked.
    """
    reading = forecast.now
    when = moment(reading.conditions.valid, zone, now, words)
    run = reading.run
    if reading.late is None or forecast.trouble is not None:
        sentence = words.text("{model} {run} via {source} for {when}, model.")
        return sentence.format(model=MODELS[run.model], run=run_hour(run), source=reading.source, when=when)
    this = run_hour(run) if run.model == reading.late.model else run_name(run)
    sentence = words.text("{late} is late; this is {run} via {source} for {when}, model.")
    return sentence.format(late=run_name(reading.late), run=this, source=reading.source, when=when)
