"""What the Atmosphere Data Store answers, as JSON: jobs, results, refusals, constraints."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

__all__ = [
    "DATASET",
    "LICENCE",
    "NO_TOKEN",
    "VARIABLES",
    "constraints",
    "failure_document",
    "job_document",
    "published",
    "results_document",
]

DATASET = "cams-global-atmospheric-composition-forecasts"
VARIABLES = (
    "2m_temperature",
    "2m_dewpoint_temperature",
    "10m_u_component_of_wind",
    "10m_v_component_of_wind",
    "mean_sea_level_pressure",
    "total_aerosol_optical_depth_550nm",
)
LICENCE = {
    "type": "permission denied",
    "title": "required licences not accepted",
    "status": 403,
    "detail": "required licences not accepted; please accept the following licences to proceed: "
    "[{'id': 'cc-by', 'revision': 1}]",
}
NO_TOKEN = {"type": "permission denied", "title": "authentication failed", "status": 401}


def job_document(here: str, job: str, status: str) -> dict[str, Any]:
    """Return what is said of a job whose address is `here`."""
    links = {"self": here, "monitor": here, "results": f"{here}/results"}
    return {
        "processID": DATASET,
        "type": "process",
        "jobID": job,
        "status": status,
        "links": [{"href": href, "rel": rel, "type": "application/json"} for rel, href in links.items()],
        "metadata": {"origin": "api", "log": []},
    }


def results_document(href: str, size: int, digest: str) -> dict[str, Any]:
    """Return where the file of a job is."""
    value = {"type": "application/x-grib", "href": href, "file:checksum": digest, "file:size": size}
    return {"asset": {"value": value}}


def failure_document(status: str, traceback: str) -> dict[str, Any]:
    """Return what stands in place of results when a job has failed."""
    title = f"The job has {status}" if status == "failed" else f"The job was {status}"
    return {"type": "job results failed", "title": title, "status": 400, "traceback": traceback}


def constraints(
    days: Iterable[str] = ("2015-01-01/2099-12-31",),
    variables: Iterable[str] = VARIABLES,
    last_step: int = 120,
) -> list[dict[str, Any]]:
    """Return constraints as the store writes them: what is on one level, and something of what is on several."""
    shared = {"date": list(days), "time": ["00:00", "12:00"], "type": ["forecast"]}
    steps = [str(step) for step in range(last_step + 1)]
    return [
        shared | {"variable": list(variables), "leadtime_hour": steps},
        shared
        | {"variable": ["temperature"], "leadtime_hour": steps[::3], "pressure_level": ["500", "1000"]},
    ]


def published(now: datetime) -> list[dict[str, Any]]:
    """Return constraints by which the last month is there, up to the run of ten hours ago."""
    newest = now - timedelta(hours=10)
    return constraints([f"{newest - timedelta(days=30):%Y-%m-%d}/{newest:%Y-%m-%d}"])
