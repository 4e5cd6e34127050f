"""One job at the store, by cdsapi: submitted, polled, its results asked for. Blocking."""

import logging
import threading
import warnings
from typing import Any

import cdsapi
import requests

from besedka.weather.copernicus.access_token import Token
from besedka.weather.copernicus.download import Asset
from besedka.weather.copernicus.library_logs import redirect_logs
from besedka.weather.copernicus.session import StoreSession
from besedka.weather.copernicus.settings import Settings
from besedka.weather.copernicus.store_errors import StoreError, clean, from_problem, words

__all__ = ["Job"]

LOG = logging.getLogger(__name__)
UNFINISHED = frozenset({"accepted", "running"})
FAILED = frozenset({"failed", "rejected"})


class Job:
    """One job. Set `stop` from another thread to give it up: it is then deleted at the store."""

    def __init__(self, url: str, token: Token, settings: Settings, stop: threading.Event) -> None:
        self._url = url
        self._token = token
        self._settings = settings
        self._stop = stop
        self._session = StoreSession(url, settings, stop)

    def run(self, dataset: str, request: dict[str, Any]) -> Asset | StoreError:
        """Return the file that the store made for a request, or why there is none.

        Raises nothing for what the store does. After `stop` it returns within the timeouts of the settings.
        """
        remote = None
        try:
            remote = self._client().retrieve(dataset, request)
            return self._wait(remote)
        except Exception as problem:  # noqa: BLE001 - cdsapi raises anything for an answer that it did not expect
            LOG.debug("%s: %s", type(problem).__name__, self._shown(str(problem)))
            if remote is not None:
                self._delete(remote)
            return from_problem(problem)
        finally:
            self._session.close()

    def _client(self) -> Any:
        """Return cdsapi's client, which neither retries nor sleeps nor shows anything by itself.

        With an address and a key, cdsapi reads no file and no environment of its own.
        """
        redirect_logs(self._token)
        # The client's constructor asks for announcements; that they cannot be had would be printed.
        warnings.filterwarnings("ignore", category=UserWarning, module=r"ecmwf\.datastores\.client")
        return cdsapi.Client(
            url=self._url,
            key=self._token.secret,
            quiet=True,
            progress=False,
            verify=True,
            timeout=self._settings.timeout,
            retry_max=1,
            sleep_max=self._settings.poll_first,
            delete=False,
            wait_until_complete=False,
            session=self._session,
        )

    def _wait(self, remote: Any) -> Asset | StoreError:
        """Poll the job until it ends."""
        pause = self._settings.poll_first
        while (status := remote.status) in UNFINISHED:
            self._stop.wait(pause)
            pause = min(pause * 1.5, self._settings.poll_max)
        LOG.info("The job %s is %s.", self._shown(remote.request_id), self._shown(status))
        if status == "successful":
            return _asset(remote.get_results())
        return StoreError("rejected", _reason(remote, status))

    def _delete(self, remote: Any) -> None:
        self._session.leave()
        try:
            remote.delete()
        except Exception as problem:  # noqa: BLE001 - it was a courtesy, and the store deletes old jobs by itself
            LOG.info(
                "The job %s could not be deleted (%s).",
                self._shown(remote.request_id),
                type(problem).__name__,
            )
        else:
            LOG.info("The job %s was given up and deleted.", self._shown(remote.request_id))

    def _shown(self, text: str) -> str:
        """Return text of the store as it may stand in a log."""
        return clean(self._token.scrub(text))


def _asset(results: Any) -> Asset:
    try:
        found = Asset(str(results.location), int(results.content_length))
    except (KeyError, TypeError, ValueError):
        raise StoreError("corrupt", "the results name no file and its size") from None
    return found


def _reason(remote: Any, status: str) -> str:
    """Return the store's words on a job that has failed. They are where the results would be."""
    said = ""
    if status in FAILED:
        try:
            remote.get_results()
        except requests.HTTPError as problem:
            said = words(problem.response.text) if problem.response is not None else ""
        except Exception as problem:  # noqa: BLE001 - cdsapi raises anything, and the job has failed all the same
            said = str(problem)
    return said or f"the job is {status}"
