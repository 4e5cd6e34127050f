"""The WebSocket libraries, each with the shortest chat room that its documentation suggests."""

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from benchmarks.peers.base import Peer

__all__ = ["Picows", "Websockets", "Ws"]

_SERVERS = Path(__file__).resolve().parent.parent / "servers"


class _PythonLibrary(Peer):
    def missing(self) -> str | None:
        """Return how to install it for the Python that runs the benchmarks, or None when it is."""
        return None if find_spec(self.name) else f"pip install {self.name}"

    def version(self) -> str:
        """Return the version that is installed."""
        return version(self.name)

    def command(self, port: int, folder: Path) -> Sequence[str]:  # noqa: ARG002 - it needs no files
        """Return what runs its script in `servers/`."""
        return [sys.executable, str(_SERVERS / f"{self.name}_server.py"), str(port)]


class Websockets(_PythonLibrary):
    """Python, with `broadcast()`."""

    name = "websockets"


class Picows(_PythonLibrary):
    """Python, in Cython, on uvloop."""

    name = "picows"


class Ws(Peer):
    """Node's usual one."""

    name = "ws"

    def missing(self) -> str | None:
        """Return what is not here: Node.js, or the package, beside the Python environment or in `NODE_PATH`."""
        if shutil.which("node") is None:
            return "Node.js"
        return None if self._package() else f"npm install --prefix {Path(sys.prefix).name} ws"

    def version(self) -> str:
        """Return the version in its package.json."""
        package = self._package()
        return str(json.loads(package.read_text(encoding="utf-8"))["version"]) if package else "unknown"

    def command(self, port: int, folder: Path) -> Sequence[str]:  # noqa: ARG002 - it needs no files
        """Return what runs its script in `servers/`."""
        return ["node", str(_SERVERS / "ws_server.js"), str(port)]

    def environment(self) -> Mapping[str, str]:
        """Return the NODE_PATH of its package."""
        package = self._package()
        return {"NODE_PATH": str(package.parent.parent)} if package else {}

    def _package(self) -> Path | None:
        places = [*os.environ.get("NODE_PATH", "").split(os.pathsep), str(Path(sys.prefix) / "node_modules")]
        packages = (Path(place) / "ws" / "package.json" for place in places if place)
        return next((package for package in packages if package.exists()), None)
