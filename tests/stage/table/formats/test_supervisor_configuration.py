"""What supervisor is told, read by supervisor itself."""

import os
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from supervisor.options import ServerOptions
from written_configuration import PLACES, table, written

from besedka.stage.table.formats.supervisor import supervisor_configuration


def read_by_supervisor(folder: Path) -> ServerOptions:
    options, before = ServerOptions(), Path.cwd()
    os.chdir(folder)  # Where it is started.
    try:
        options.realize(["-c", str(folder / "supervisord.conf")])
    finally:
        os.chdir(before)
    return options


@pytest.mark.parametrize("name", PLACES)
def test_supervisor_reads_each_service_as_it_stands_in_the_table(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    rows = written(folder, nodes=3)
    options = read_by_supervisor(folder)
    assert options.pidfile == f"{folder}/run/supervisor.pid"
    programs = {group.name: group.process_configs[0] for group in options.process_group_configs}
    assert set(programs) == {row.name for row in rows}
    for row in rows:
        program = programs[row.name]
        begin = [sys.executable, "-m", "besedka.stage.services.launch", ",".join(map(str, row.cpus)), "--"]
        assert shlex.split(program.command) == [*begin, *row.command]
        assert program.environment == dict(row.environment)
        assert (program.autostart, program.stopsignal) == (False, 15)
        assert program.stdout_logfile == f"logs/{row.name}.log"
        assert program.directory is None  # supervisord's own, the run's folder.
        assert program.stdout_logfile_maxbytes <= 10 << 20


def test_those_who_observe_end_before_what_they_observe(tmp_path: Path) -> None:
    rows = written(tmp_path, nodes=2)
    groups = sorted(read_by_supervisor(tmp_path).process_group_configs)
    assert [group.name for group in groups] == [row.name for row in rows]  # The last one ends first.
    ends = [row.role for row in reversed(rows)]
    assert ends.index("canary") < ends.index("nginx") < ends.index("relay") < ends.index("node")
    assert ends.index("sampler") < ends.index("nginx")


@pytest.mark.parametrize("name", PLACES)
def test_only_who_owns_the_stand_may_drive_supervisor(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    written(folder)
    (server,) = read_by_supervisor(folder).server_configs
    assert (server["file"], server["chmod"]) == (f"{folder}/run/supervisor.sock", 0o700)


def test_signs_that_mean_something_to_supervisor_mean_nothing_in_a_command(tmp_path: Path) -> None:
    command = ("run", "100%", "%(here)s", "%%(here)s", "a'b", "a ; b", " ;", "' #", "; # %(x)s", "#", "\t;")
    odd = replace(
        table(tmp_path)[0], command=command, environment={"A": "5%", "B": 'a"b %(here)s', "C": "it's %(x)s"}
    )
    (tmp_path / "supervisord.conf").write_text(
        supervisor_configuration(
            [replace(odd, cpus=frozenset(), restarts=False)], tmp_path / "s.sock", files=64
        )
    )
    (tmp_path / "logs").mkdir()
    (program,) = read_by_supervisor(tmp_path).process_group_configs[0].process_configs
    assert tuple(shlex.split(program.command)) == command
    assert program.environment == {"A": "5%", "B": 'a"b %(here)s', "C": "it's %(x)s"}
    assert not program.autorestart
