"""A loopback Atmosphere Data Store, for tests and for trying the bot without an account.

`python -m tools.weather.data_store FILE [--port N] [--token TOKEN]` serves one GRIB file as the result of every job.
It speaks what `cdsapi` 0.7 speaks: OGC API Processes as the real store has it, below `/api`.
"""

import argparse
import hashlib
import json
import re
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from besedka.records import record
from tools.weather.data_store_documents import (
    DATASET,
    LICENCE,
    NO_TOKEN,
    constraints,
    failure_document,
    job_document,
    published,
    results_document,
)

__all__ = ["DataStore", "Reply", "Seen"]


@record
class Reply:
    """An answer in place of the regular one."""

    status: int = 200
    body: Any = b""
    """Bytes as they are; anything else as JSON."""

    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    """Bytes of the body after which the connection is closed."""

    stall: threading.Event | None = None
    """What is waited for before it is closed."""


@record
class Seen:
    """A request that has arrived."""

    endpoint: str
    """`messages`, `constraints`, `process`, `execution`, `job`, `delete`, `results` or `file`."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names as in `User-Agent`."""

    body: bytes


class DataStore(ThreadingHTTPServer):
    """A store on loopback, in a thread of its own inside of `with`. What it does is set by its attributes."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, grib: bytes, port: int = 0, token: str | None = None) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.grib = grib
        self.token = token
        """The token that is demanded; None: any."""

        self.licence_accepted = True
        self.states: tuple[str, ...] = ("accepted", "running", "successful")
        """What a job is at each look at it; the last one remains."""

        self.traceback = "MARS has failed"
        """Why jobs fail."""

        self.constraints: Any = constraints()
        self.replies: dict[str, list[Reply]] = {}
        """By endpoint: answers in place of the next regular ones."""

        self.stall: dict[str, threading.Event] = {}
        """By endpoint: what is waited for before an answer, as a slow store does."""

        self.seen: list[Seen] = []
        self.jobs: dict[str, int] = {}
        """Looks at each job that was made, by its identifier."""

        self.deleted: list[str] = []
        self.cuts: list[int] = []
        """Bytes after which the next downloads are cut off."""

        self.file_at: str | None = None
        """Another address for the results than this store's own."""

        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        """The address of the API."""
        return f"http://127.0.0.1:{self.server_port}/api"

    def asked(self, endpoint: str) -> list[Seen]:
        """Return the requests to an endpoint, in their order."""
        return [each for each in self.seen if each.endpoint == endpoint]

    def handle_error(self, request: object, client_address: object) -> None:
        """Called where a request raised: a client may go away, anything else is printed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def __enter__(self) -> "DataStore":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for event in self.stall.values():
            event.set()
        self.shutdown()
        self._thread.join()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """One connection to the store."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: DataStore

    ROUTES = (
        ("messages", "GET", r"/api/catalogue/v1/messages"),
        ("constraints", "GET", rf"/api/catalogue/v1/collections/{DATASET}/constraints\.json"),
        ("process", "GET", rf"/api/retrieve/v1/processes/{DATASET}"),
        ("execution", "POST", rf"/api/retrieve/v1/processes/{DATASET}/execution"),
        ("job", "GET", r"/api/retrieve/v1/jobs/([0-9a-f-]+)"),
        ("delete", "DELETE", r"/api/retrieve/v1/jobs/([0-9a-f-]+)"),
        ("results", "GET", r"/api/retrieve/v1/jobs/([0-9a-f-]+)/results"),
        ("file", "HEAD", r"/files/([0-9a-f-]+)\.grib"),
        ("file", "GET", r"/files/([0-9a-f-]+)\.grib"),
    )
    OPEN = frozenset({"messages", "constraints", "file"})
    """Endpoints that demand no token."""

    def do_GET(self) -> None:
        """Answer."""
        endpoint, job = self._route()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.title(): value for name, value in self.headers.items()}
        seen = Seen(endpoint, self.command, self.path, headers, body)
        self.server.seen.append(seen)
        if endpoint in self.server.stall:
            self.server.stall[endpoint].wait()
        waiting = self.server.replies.get(endpoint)
        try:
            self._send(waiting.pop(0) if waiting else self._regular(endpoint, job))
        except ConnectionError:
            self.close_connection = True

    do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815 - the base class names them so

    def _route(self) -> tuple[str, str]:
        for endpoint, method, pattern in self.ROUTES:
            found = re.fullmatch(pattern, self.path.partition("?")[0])
            if found and method == self.command:
                return endpoint, found[1] if found.groups() else ""
        return "nothing", ""

    def _regular(self, endpoint: str, job: str) -> Reply:
        if endpoint not in self.OPEN and self.server.token not in (None, self.headers.get("PRIVATE-TOKEN")):
            return Reply(401, NO_TOKEN)
        if endpoint == "nothing" or (job and (job not in self.server.jobs or job in self.server.deleted)):
            return Reply(404, {"type": "about:blank", "title": "Not Found", "status": 404})
        make = {
            "messages": lambda: Reply(200, {"messages": []}),
            "constraints": lambda: Reply(200, self.server.constraints),
            "process": lambda: Reply(200, {"id": DATASET, "version": "1.0.0", "links": []}),
            "execution": self._execution,
            "job": lambda: Reply(200, self._job(job, self._look(job))),
            "delete": lambda: self._delete(job),
            "results": lambda: self._results(job),
            "file": self._file,
        }
        return make[endpoint]()

    def _execution(self) -> Reply:
        if not self.server.licence_accepted:
            return Reply(403, LICENCE)
        job = f"{len(self.server.jobs) + 1:08x}-0000-4000-8000-000000000000"
        self.server.jobs[job] = 0
        return Reply(201, self._job(job, "accepted"), {"Location": f"{self._jobs}/{job}"})

    def _look(self, job: str) -> str:
        """Return what the job is now."""
        looks = self.server.jobs[job]
        self.server.jobs[job] += 1
        return self.server.states[min(looks, len(self.server.states) - 1)]

    def _job(self, job: str, status: str) -> dict[str, Any]:
        return job_document(f"{self._jobs}/{job}", job, status)

    def _delete(self, job: str) -> Reply:
        self.server.deleted.append(job)
        return Reply(200, self._job(job, "dismissed"))

    def _results(self, job: str) -> Reply:
        if self.server.states[-1] != "successful":
            return Reply(400, failure_document(self.server.states[-1], self.server.traceback))
        here = f"http://127.0.0.1:{self.server.server_port}/files/{job}.grib"
        return Reply(200, results_document(self.server.file_at or here, len(self.server.grib), self._digest))

    def _file(self) -> Reply:
        """Return the file, or the rest of it (RFC 9110, sections 13.1.5 and 14.2)."""
        grib, etag = self.server.grib, f'"{self._digest}"'
        headers = {"Accept-Ranges": "bytes", "ETag": etag, "Content-Type": "application/x-grib"}
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if not wanted or self.headers.get("If-Range", etag) != etag:
            return Reply(200, grib, headers, self._cut())
        first = int(wanted[1])
        if first >= len(grib):
            return Reply(416, b"", headers | {"Content-Range": f"bytes */{len(grib)}"})
        headers["Content-Range"] = f"bytes {first}-{len(grib) - 1}/{len(grib)}"
        return Reply(206, grib[first:], headers, self._cut())

    def _cut(self) -> int | None:
        return self.server.cuts.pop(0) if self.server.cuts and self.command == "GET" else None

    @property
    def _jobs(self) -> str:
        return f"{self.server.url}/retrieve/v1/jobs"

    @property
    def _digest(self) -> str:
        return hashlib.sha256(self.server.grib).hexdigest()[:32]

    def _send(self, reply: Reply) -> None:
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))} | dict(reply.headers)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: reply.cut_after])
        if reply.stall:
            reply.stall.wait()
        if reply.cut_after is not None:
            self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class names it so
        """Log nothing."""


def main(arguments: list[str] | None = None) -> int:
    """Serve a file until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tools.weather.data_store", description=__doc__)
    parser.add_argument("file", type=Path, help="the GRIB file that every job results in")
    parser.add_argument("--port", type=int, default=0, help="default: any that is free")
    parser.add_argument("--token", help="the token that is demanded; default: any is taken")
    options = parser.parse_args(arguments)
    with DataStore(options.file.read_bytes(), options.port, options.token) as store:
        store.constraints = published(datetime.now(timezone.utc))
        print(f"Atmosphere Data Store at {store.url}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
