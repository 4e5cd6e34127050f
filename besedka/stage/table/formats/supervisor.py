"""`supervisord.conf`: every service as a program that only the stand's own starter starts.

Paths of logs are relative: supervisord is started in the run's folder, and services inherit that. So none of them has
to be escaped, which cannot be done alike for all values: supervisor expands `%(here)s` and then `%` in the outcome, and
the name of a program's log twice.
Source: http://supervisord.org/configuration.html
"""

import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from besedka.stage.run_folder import LOGS
from besedka.stage.table.service import Service

__all__ = ["supervisor_configuration"]

_HEAD = """\
; Generated from the table of services.

[unix_http_server]
file={socket}
chmod=0700

[supervisord]
nodaemon=true
identifier=besedka-stage
logfile={logs}/supervisord.log
logfile_maxbytes=10MB
logfile_backups=1
pidfile={pidfile}
childlogdir={logs}
minfds={files}
umask=077
nocleanup=true

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{socket}
"""

_PROGRAM = """
[program:{name}]
command={command}
{environment}priority={priority}
autostart=false
autorestart={restarts}
startsecs=1
startretries=5
stopsignal=TERM
stopwaitsecs=15
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=1
"""


def supervisor_configuration(services: Sequence[Service], socket: Path, *, files: int) -> str:
    """Return the configuration. `files` is how many files a program may have open at least.

    Services end in the reverse of the table's order, so whoever observes is gone before there is an outage to be seen.
    """
    head = _HEAD.format(
        socket=_escaped(os.fspath(socket)),
        pidfile=_escaped(os.fspath(socket.with_suffix(".pid"))),
        logs=LOGS,
        files=files,
    )
    return head + "".join(_program(service, number) for number, service in enumerate(services, 1))


def _program(service: Service, priority: int) -> str:
    return _PROGRAM.format(
        name=service.name,
        command=_escaped(_joined(_bound(service))),
        environment=_environment(service.environment),
        priority=priority,
        restarts="true" if service.restarts else "false",
        logs=LOGS,
    )


def _bound(service: Service) -> tuple[str, ...]:
    """Return the command, begun by the program that binds it to its CPUs."""
    if not service.cpus:
        return service.command
    cpus = ",".join(map(str, sorted(service.cpus)))
    return (sys.executable, "-m", "besedka.stage.services.launch", cpus, "--", *service.command)


def _joined(command: Sequence[str]) -> str:
    """Return the command as it is split again, without a blank before `;` or `#`, where a remark would begin.

    A word with a blank in it stands in single quotes, which can be closed and opened again anywhere in it.
    """
    return re.sub(r"(\s)(?=[;#])", r"\1''", shlex.join(command))


def _environment(variables: Mapping[str, str]) -> str:
    pairs = ",".join(f"{name}={_quoted(_escaped(value))}" for name, value in variables.items())
    return f"environment={pairs}\n" if pairs else ""


def _quoted(value: str) -> str:
    """Return the value in quotation marks: nothing can be escaped between them, but there are two kinds."""
    return f"'{value}'" if '"' in value else f'"{value}"'


def _escaped(text: str) -> str:
    """Return the text as it stands in a value, where `%(x)s` would be replaced, and `%(here)s` before everything else.

    `%(here).0s` is no letter of the folder's path, and so nothing.
    """
    return text.replace("%", "%%").replace("%(here)s", "%(%(here).0shere)s")
