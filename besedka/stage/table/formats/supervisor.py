"""`supervisord.conf`: every service as a program that only the stand's own starter starts.

Source: http://supervisord.org/configuration.html
"""

import os
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
logfile=%(here)s/{logs}/supervisord.log
logfile_maxbytes=10MB
logfile_backups=1
pidfile={pidfile}
childlogdir=%(here)s/{logs}
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
{environment}directory=%(here)s
priority={priority}
autostart=false
autorestart={restarts}
startsecs=1
startretries=5
stopsignal=TERM
stopwaitsecs=15
killasgroup=true
redirect_stderr=true
stdout_logfile=%(here)s/{logs}/{name}.log
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
        command=_escaped(shlex.join(_bound(service))),
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


def _environment(variables: Mapping[str, str]) -> str:
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in variables.items())
    return f"environment={pairs}\n" if pairs else ""


def _escaped(text: str) -> str:
    """Return the text as it stands in a value, where `%(here)s` would be replaced."""
    return text.replace("%", "%%")
